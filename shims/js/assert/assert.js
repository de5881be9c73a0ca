/*
 * The functions of node:assert, loose and strict.
 * Source: https://nodejs.org/api/assert.html
 */
daebug.assert = (() => {
  const { fail, shown, AssertionError } = daebug.failure;
  const { loose, strict, partial, leaves } = daebug.equal;

  const NOT_GIVEN = 'No value argument passed to `assert.ok()`';

  function ok(...inputs) {
    if (inputs.length === 0) fail({ actual: undefined, expected: true, operator: '==', message: NOT_GIVEN, stackStartFn: ok });
    truthy(inputs[0], inputs[1], ok);
  }

  const truthy = (value, message, stackStartFn) => {
    if (value) return;
    const said = message === undefined ? `The expression evaluated to a falsy value: ${shown(value)}` : message;
    fail({ actual: value, expected: true, operator: '==', message: said, stackStartFn });
  };

  function assert(...inputs) {
    if (inputs.length === 0) fail({ actual: undefined, expected: true, operator: '==', message: NOT_GIVEN, stackStartFn: assert });
    truthy(inputs[0], inputs[1], assert);
  }

  /* A comparison by `test`; it passes where the test says `wanted`. */
  const comparing = (operator, test, wanted) => {
    const compare = { [operator](actual, expected, message) {
      if (test(actual, expected) === wanted) return;
      fail({ actual, expected, operator, message, stackStartFn: compare });
    } }[operator];
    return compare;
  };

  const looseLeaf = (a, b) => leaves(a, b, false);

  const matching = (operator, wanted) => {
    const compare = { [operator](text, pattern, message) {
      if (!(pattern instanceof RegExp)) throw new TypeError(`The "regexp" argument must be an instance of RegExp. Received ${shown(pattern)}`);
      const matches = typeof text === 'string' && text.search(pattern) >= 0;
      if (typeof text === 'string' && matches === wanted) return;
      const verb = wanted ? 'did not match' : 'was expected to not match';
      const said = typeof text === 'string' ? `The input ${verb} the regular expression ${pattern}. Input:\n\n${shown(text)}`
        : `The "string" argument must be of type string. Received ${shown(text)}`;
      fail({ actual: text, expected: pattern, operator, message: message === undefined ? said : message, stackStartFn: compare });
    } }[operator];
    return compare;
  };

  function ifError(value) {
    if (value === null || value === undefined) return;
    const said = value instanceof Error ? value.message : shown(value);
    fail({ actual: value, expected: null, operator: 'ifError', message: `ifError got unwanted exception: ${said}`, stackStartFn: ifError });
  }

  function failing(message) {
    fail({ operator: 'fail', message: message === undefined ? 'Failed' : message, stackStartFn: failing });
  }

  const shared = {
    ok,
    fail: failing,
    ifError,
    AssertionError,
    match: matching('match', true),
    doesNotMatch: matching('doesNotMatch', false),
    strictEqual: comparing('strictEqual', Object.is, true),
    notStrictEqual: comparing('notStrictEqual', Object.is, false),
    deepStrictEqual: comparing('deepStrictEqual', strict, true),
    notDeepStrictEqual: comparing('notDeepStrictEqual', strict, false),
    partialDeepStrictEqual: comparing('partialDeepStrictEqual', partial, true),
    ...daebug.throws,
  };
  Object.assign(assert, shared, {
    equal: comparing('equal', looseLeaf, true),
    notEqual: comparing('notEqual', looseLeaf, false),
    deepEqual: comparing('deepEqual', loose, true),
    notDeepEqual: comparing('notDeepEqual', loose, false),
  });
  assert.strict = Object.assign((...inputs) => {
    if (inputs.length === 0) fail({ actual: undefined, expected: true, operator: '==', message: NOT_GIVEN, stackStartFn: assert.strict });
    truthy(inputs[0], inputs[1], assert.strict);
  }, shared, {
    equal: shared.strictEqual,
    notEqual: shared.notStrictEqual,
    deepEqual: shared.deepStrictEqual,
    notDeepEqual: shared.notDeepStrictEqual,
  });
  assert.strict.strict = assert.strict;
  return assert;
})();
