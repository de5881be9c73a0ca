/*
 * alert, confirm, prompt and print while a job runs: answered at once as a
 * person would who closes them, and told with the result.  At any other time
 * they are the page's own.
 */
daebug.dialogs = (() => {
  const ANSWERS = { alert: undefined, confirm: false, prompt: null, print: undefined };
  const MOST = 50;
  let told = null;

  const replace = (kind, native) => {
    const answering = {
      [kind](...inputs) {
        if (!told) return native.apply(this === undefined ? globalThis : this, inputs);
        const text = inputs.length ? daebug.cut(`${inputs[0]}`, 1000).text : '';
        if (told.length < MOST) told.push({ kind, text, answer: `${ANSWERS[kind]}` });
        return ANSWERS[kind];
      },
    }[kind];
    globalThis[kind] = answering;
  };

  /* Put the answering ones in place; does nothing in a worker. */
  const start = () => {
    for (const kind of Object.keys(ANSWERS)) {
      if (typeof globalThis[kind] === 'function') replace(kind, globalThis[kind]);
    }
  };

  const begin = () => { told = []; };

  /* End answering; returns what was answered, oldest first. */
  const end = () => {
    const answered = told || [];
    told = null;
    return answered;
  };

  return { start, begin, end };
})();
