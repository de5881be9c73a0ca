/*
 * Timers and dates under the control of a test.
 * Source: https://nodejs.org/api/test.html#class-mocktimers
 */
daebug.clock = (() => {
  const APIS = ['setTimeout', 'setInterval', 'setImmediate', 'Date'];
  const NativeDate = Date;

  const timers = () => {
    let now = 0;
    let counter = 0;
    let active = false;
    let waiting = [];
    const replaced = new Map();

    const put = (name, value) => {
      replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    };

    const add = (fn, delay, inputs, every) => {
      counter += 1;
      const ms = Math.max(every ? 1 : 0, Number(delay) || 0);
      waiting.push({ id: counter, at: now + ms, every: every ? ms : 0, run: () => fn(...inputs) });
      return counter;
    };
    const remove = (id) => { waiting = waiting.filter((timer) => timer.id !== id); };

    const makers = {
      setTimeout: () => {
        put('setTimeout', (fn, delay, ...inputs) => add(fn, delay, inputs, false));
        put('clearTimeout', remove);
      },
      setInterval: () => {
        put('setInterval', (fn, delay, ...inputs) => add(fn, delay, inputs, true));
        put('clearInterval', remove);
      },
      setImmediate: () => {
        put('setImmediate', (fn, ...inputs) => add(fn, 0, inputs, false));
        put('clearImmediate', remove);
      },
      Date: () => put('Date', class Date extends NativeDate {
        constructor(...inputs) {
          super(...(inputs.length ? inputs : [now]));
        }

        static now() { return now; }
      }),
    };

    const required = () => {
      if (!active) throw new Error('mock timers are not enabled: call mock.timers.enable() first');
    };

    /* As Node: the whole time passes at once, so that what a timer sets waits from its end. */
    const until = (end) => {
      now = Math.max(now, end);
      for (;;) {
        const due = waiting.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
        if (!due) break;
        if (due.every) due.at += due.every;
        else remove(due.id);
        due.run();
      }
    };

    const enable = ({ apis = APIS, now: start = 0 } = {}) => {
      if (active) throw new Error('mock timers are enabled already');
      const unknown = apis.find((api) => !APIS.includes(api));
      if (unknown) throw new TypeError(`no timer ${unknown} to mock`);
      active = true;
      now = +start;
      apis.forEach((api) => makers[api]());
    };

    const reset = () => {
      for (const [name, before] of replaced) {
        if (before) Object.defineProperty(globalThis, name, before);
        else delete globalThis[name];
      }
      replaced.clear();
      waiting = [];
      active = false;
    };

    return {
      enable,
      reset,
      tick: (ms = 1) => { required(); until(now + ms); },
      runAll: () => { required(); until(Math.max(now, ...waiting.map((timer) => timer.at))); },
      setTime: (time) => { required(); now = +time; },
      [Symbol.dispose || Symbol('dispose')]: reset,
    };
  };

  return { timers };
})();
