/*
 * throws, rejects and their opposites, and whether an error is the expected one:
 * by class, pattern, object of fields or a function that says true.
 */
daebug.throws = (() => {
  const { fail, shown } = daebug.failure;
  const NOTHING = Symbol('nothing thrown');

  const isClass = (expected) => expected.prototype !== undefined
    && (expected === Error || Error.prototype.isPrototypeOf(expected.prototype)
      || /^class\b/.test(Function.prototype.toString.call(expected)));

  const fieldsDiffer = (actual, expected) => {
    const keys = Object.keys(expected);
    if (expected instanceof Error) keys.push('name', 'message');
    return keys.find((key) => {
      const [one, other] = [actual[key], expected[key]];
      if (other instanceof RegExp && typeof one === 'string') return !other.test(one);
      return !(key in actual) || !daebug.equal.strict(one, other);
    });
  };

  const explain = (actual, expected) => {
    if (expected instanceof RegExp) {
      return expected.test(`${actual}`) ? '' : `The input did not match the regular expression ${expected}. Input:\n\n${shown(`${actual}`)}`;
    }
    if (typeof expected !== 'function') {
      if (actual === null || typeof actual !== 'object') return `Expected an object with the given fields, got ${shown(actual)}`;
      const key = fieldsDiffer(actual, expected);
      return key === undefined ? '' : `The error's ${String(key)} differs: ${shown(actual[key])} !== ${shown(expected[key])}`;
    }
    if (isClass(expected)) {
      if (actual instanceof expected) return '';
      return `The error is expected to be an instance of "${expected.name}". Received ${shown(actual)}`;
    }
    return expected.call({}, actual) === true ? '' : 'The validation function is expected to return "true".';
  };

  const verify = (actual, expected, { message, operator, stackStartFn }) => {
    if (expected === undefined) return;
    const said = explain(actual, expected);
    if (!said) return;
    fail({ actual, expected, operator, stackStartFn, message: message === undefined ? said : message });
  };

  const thrownBy = (run) => {
    if (typeof run !== 'function') throw new TypeError(`The "fn" argument must be of type function. Received ${shown(run)}`);
    try {
      run();
    } catch (error) {
      return error;
    }
    return NOTHING;
  };

  const rejectionOf = async (input) => {
    const promise = typeof input === 'function' ? input() : input;
    if (!promise || typeof promise.then !== 'function') {
      throw new TypeError(`Expected a promise or a function that returns one. Received ${shown(promise)}`);
    }
    try {
      await promise;
    } catch (error) {
      return error;
    }
    return NOTHING;
  };

  const sorted = (expected, message) => (typeof expected === 'string' ? [undefined, expected] : [expected, message]);

  const wanted = (actual, given, how) => {
    const [expected, message] = sorted(...given);
    if (actual !== NOTHING) {
      verify(actual, expected, { ...how, message });
      return;
    }
    const name = typeof expected === 'function' && expected.name ? ` (${expected.name})` : '';
    const verb = how.operator === 'rejects' ? 'rejection' : 'exception';
    fail({ ...how, actual: undefined, expected, message: message instanceof Error ? message
      : `Missing expected ${verb}${name}${message ? `: ${message}` : '.'}` });
  };

  const unwanted = (actual, given, how) => {
    if (actual === NOTHING) return;
    const [expected, message] = sorted(...given);
    if (expected !== undefined && typeof expected !== 'function' && !(expected instanceof RegExp)) {
      throw new TypeError(`The "expected" argument must be a function or a RegExp. Received ${shown(expected)}`);
    }
    if (expected !== undefined && explain(actual, expected)) throw actual;
    const verb = how.operator === 'doesNotReject' ? 'rejection' : 'exception';
    const said = `Got unwanted ${verb}${message ? `: ${message}` : '.'}\nActual message: "${actual && actual.message}"`;
    fail({ ...how, actual, expected, message: said });
  };

  function throws(run, ...given) {
    wanted(thrownBy(run), given, { operator: 'throws', stackStartFn: throws });
  }
  function doesNotThrow(run, ...given) {
    unwanted(thrownBy(run), given, { operator: 'doesNotThrow', stackStartFn: doesNotThrow });
  }
  async function rejects(input, ...given) {
    wanted(await rejectionOf(input), given, { operator: 'rejects', stackStartFn: rejects });
  }
  async function doesNotReject(input, ...given) {
    unwanted(await rejectionOf(input), given, { operator: 'doesNotReject', stackStartFn: doesNotReject });
  }

  return { throws, doesNotThrow, rejects, doesNotReject };
})();
