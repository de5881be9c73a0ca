/*
 * alert, confirm, prompt and print while a job runs: answered at once as a
 * person would who closes them, and told with the result.  At any other time
 * they are the page's own.
 */
daebug.dialogs = (() => {
  const ANSWERS = { alert: undefined, confirm: false, prompt: null, print: undefined };
  const MOST = 50;
  let told = null;
  let more = 0; // answered and not told one by one

  const { apply } = daebug.natives;
  const note = daebug.pristine((kind, text) => {
    if (told.length >= MOST) more += 1;
    else told.push({ kind, text: daebug.cut(text, 1000).text, answer: `${ANSWERS[kind]}` });
  });

  const say = daebug.pristine((source, inputs, what) => {
    if (!daebug.events.room()) return;
    const text = daebug.format.text(inputs.slice(0, 1), 1000);
    daebug.events.add({ type: 'console', level: 'info', source, text: `${source}${text && ` ${daebug.quoted(text)}`} ${what}` });
    // A dialog holds the page until it is answered, so that this has to go before it.
    daebug.events.flush();
  });

  /* The page's own dialog: told, since nothing else is to be heard of the page while it is open. */
  const shown = (kind, native, owner, inputs) => {
    say(kind, inputs, 'is open: the page stands still until somebody closes it');
    const answer = apply(native, owner, inputs);
    // What was typed into a prompt is between the page and its user.
    say(kind, inputs, typeof answer === 'boolean' ? `was answered with ${answer}` : 'was closed');
    return answer;
  };

  const replace = (kind, native) => {
    const answering = {
      [kind](...inputs) {
        if (!told) return shown(kind, native, this === undefined ? globalThis : this, inputs);
        note(kind, inputs.length ? `${inputs[0]}` : '');
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

  const begin = () => {
    told = [];
    more = 0;
  };

  /* End answering; returns what was answered, oldest first. */
  const end = () => {
    const answered = told || [];
    if (more) answered.push({ kind: 'dialogs', text: `${more} more`, answer: 'likewise' });
    told = null;
    return answered;
  };

  return { start, begin, end };
})();
