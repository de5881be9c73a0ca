/*
 * Mocks: functions that remember their calls, methods and accessors replaced for
 * a while.  Source: https://nodejs.org/api/test.html#class-mocktracker
 */
daebug.mock = (() => {
  const remembered = (original, implementation, restore, times = Infinity) => {
    const calls = [];
    const once = new Map();
    let current = implementation;

    const chosen = () => {
      const at = calls.length;
      if (once.has(at)) {
        const found = once.get(at);
        once.delete(at);
        return found;
      }
      return at < times ? current : original;
    };

    const told = {
      get calls() { return calls.slice(); },
      callCount: () => calls.length,
      resetCalls: () => { calls.length = 0; },
      mockImplementation: (fn) => { current = fn; },
      mockImplementationOnce: (fn, onCall = calls.length) => { once.set(onCall, fn); },
      restore: () => {
        current = original;
        once.clear();
        restore();
      },
    };

    const run = (self, inputs, target) => {
      const fn = chosen();
      const call = { arguments: inputs, error: undefined, result: undefined, stack: new Error('call'), target: target && original, this: self };
      try {
        call.result = target ? Reflect.construct(fn, inputs, target) : Reflect.apply(fn, self, inputs);
        if (target) call.this = call.result;
        return call.result;
      } catch (error) {
        call.error = error;
        throw error;
      } finally {
        calls.push(call);
      }
    };

    return new Proxy(original, {
      apply: (_, self, inputs) => run(self, inputs, undefined),
      construct: (_, inputs, target) => run(undefined, inputs, target),
      get: (target, key) => (key === 'mock' ? told : Reflect.get(target, key)),
    });
  };

  const described = (object, name) => {
    for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
      const found = Object.getOwnPropertyDescriptor(at, name);
      if (found) return { found, own: at === object };
    }
    throw new TypeError(`there is no method ${String(name)} to mock`);
  };

  /* A tracker: `t.mock`, or the module's `mock`. */
  const tracker = () => {
    const all = [];
    const kept = (mocked) => {
      all.push(mocked.mock);
      return mocked;
    };

    const fn = (...inputs) => {
      const functions = inputs.filter((input) => typeof input === 'function');
      const { times } = inputs.find((input) => input && typeof input === 'object') || {};
      const original = functions[0] || function mocked() {};
      return kept(remembered(original, functions[1] || original, () => {}, times));
    };

    const method = (object, name, ...inputs) => {
      const implementation = inputs.find((input) => typeof input === 'function');
      const options = inputs.find((input) => input && typeof input === 'object') || {};
      const { found, own } = described(object, name);
      const slot = options.getter ? 'get' : options.setter ? 'set' : 'value';
      const original = found[slot];
      if (typeof original !== 'function') throw new TypeError(`${String(name)} is not a function`);
      const restore = () => {
        if (own) Object.defineProperty(object, name, found);
        else delete object[name];
      };
      const mocked = kept(remembered(original, implementation || original, restore, options.times));
      Object.defineProperty(object, name, { ...found, configurable: true, [slot]: mocked });
      return mocked;
    };

    const accessor = (kind) => (object, name, ...inputs) => {
      const functions = inputs.filter((input) => typeof input === 'function');
      return method(object, name, ...functions, { ...inputs.find((input) => input && typeof input === 'object'), [kind]: true });
    };

    const timers = daebug.clock.timers();
    const restoreAll = () => {
      all.splice(0).reverse().forEach((mock) => mock.restore());
      timers.reset();
    };
    return {
      fn, method, timers, restoreAll, reset: restoreAll, getter: accessor('getter'), setter: accessor('setter'),
      module: () => { throw new Error('mock.module() is not offered in pages: use an import map'); },
    };
  };

  return { tracker };
})();
