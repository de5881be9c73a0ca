/*
 * The console's calls told as events.  Each still goes to the native console,
 * from one frame of ours; the script's source map marks it as one to be ignored, so that
 * DevTools names the page's line.
 */
daebug.console = (() => {
  const native = daebug.natives.console;
  const { apply, elapsed } = daebug.natives;
  const counts = new daebug.natives.Map();
  const timers = new daebug.natives.Map();
  let indent = '';
  let inside = false;

  const emit = (level, source, describe) => {
    if (inside || !daebug.events.room()) return;
    inside = true;
    try {
      const { text, json = '', stack = '' } = describe();
      const lines = indent ? indent + text.replace(/\n/g, `\n${indent}`) : text;
      daebug.events.add({ type: 'console', level, source, text: lines, stack, json, caller: daebug.callers.caller() });
    } catch (error) {
      daebug.events.add({ type: 'console', level, source, text: `(unreadable: ${error})` });
    } finally {
      inside = false;
    }
  };

  const plain = (inputs) => ({ text: daebug.format.text(inputs), json: daebug.format.json(inputs) });
  const label = (inputs) => (inputs[0] === undefined ? 'default' : `${inputs[0]}`);
  const grouped = (inputs) => {
    emit('log', 'console.group', () => plain(inputs.length ? inputs : ['console.group']));
    indent = `${indent}  `.slice(0, 40);
  };
  const passed = (inputs) => {
    const begun = timers.get(label(inputs));
    if (begun === undefined) return { text: `Timer '${label(inputs)}' does not exist`, level: 'warn' };
    const rest = inputs.slice(1).map((input) => ` ${daebug.format.text([input])}`).join('');
    return { text: `${label(inputs)}: ${(elapsed() - begun).toFixed(3)} ms${rest}`, level: 'log' };
  };
  const timed = (name, inputs) => {
    const { text, level } = passed(inputs);
    emit(level, `console.${name}`, () => ({ text }));
  };
  const stackText = () => daebug.errors.cleaned(new daebug.natives.Error('console.trace').stack)
    .split('\n').slice(1).join('\n');

  const levelled = (level) => (inputs) => emit(level, `console.${level}`, () => plain(inputs));

  const CALLS = {
    log: levelled('log'),
    info: levelled('info'),
    warn: levelled('warn'),
    error: levelled('error'),
    debug: levelled('debug'),
    dir: (inputs) => emit('log', 'console.dir', () => plain(inputs.slice(0, 1))),
    dirxml: (inputs) => emit('log', 'console.dirxml', () => plain(inputs)),
    table: (inputs) => emit('log', 'console.table', () => ({
      text: daebug.format.table(...inputs), json: daebug.format.json(inputs.slice(0, 1)),
    })),
    trace: (inputs) => emit('log', 'console.trace', () => ({
      text: daebug.format.text(inputs.length ? inputs : ['console.trace']), stack: stackText(),
    })),
    assert: ([condition, ...inputs]) => {
      if (condition) return;
      const rest = inputs.length ? `: ${daebug.format.text(inputs)}` : '';
      emit('error', 'console.assert', () => ({ text: `Assertion failed${rest}` }));
    },
    count: (inputs) => {
      counts.set(label(inputs), (counts.get(label(inputs)) || 0) + 1);
      emit('log', 'console.count', () => ({ text: `${label(inputs)}: ${counts.get(label(inputs))}` }));
    },
    countReset: (inputs) => counts.delete(label(inputs)),
    time: (inputs) => {
      if (!timers.has(label(inputs))) timers.set(label(inputs), elapsed());
    },
    timeLog: (inputs) => timed('timeLog', inputs),
    timeEnd: (inputs) => {
      timed('timeEnd', inputs);
      timers.delete(label(inputs));
    },
    group: grouped,
    groupCollapsed: grouped,
    groupEnd: () => { indent = indent.slice(2); },
  };

  /* Listen to the console of this realm. */
  const start = () => {
    for (const [name, tell] of Object.entries(CALLS)) {
      if (!native[name]) continue;
      const print = native[name];
      const told = daebug.pristine(tell);
      globalThis.console[name] = { [name](...inputs) {
        apply(print, undefined, inputs);
        try {
          told(inputs);
        } catch { /* a console call never fails */ }
      } }[name];
    }
  };

  return { start };
})();
