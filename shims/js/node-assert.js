/*
 * `node:assert` for pages and workers.
 */
const SETTINGS = __DAEBUG_SETTINGS__;
const assert = (() => {
  const daebug = { settings: SETTINGS };
  /* __DAEBUG_PARTS__
    globals.js natives.js values/text.js values/kinds.js values/hosts.js values/selectors.js
    values/errors.js values/leaves.js values/shapes.js values/json.js values/serialise.js
    assert/equal.js assert/diff.js assert/failure.js assert/throws.js assert/assert.js
  */
  // One part a line: that is what a difference is shown by.
  daebug.LINE = 0;
  return daebug.assert;
})();

export default assert;
export const {
  ok, equal, notEqual, strictEqual, notStrictEqual, deepEqual, notDeepEqual, deepStrictEqual,
  notDeepStrictEqual, partialDeepStrictEqual, match, doesNotMatch, throws, doesNotThrow, rejects,
  doesNotReject, ifError, fail, strict, AssertionError,
} = assert;
export { assert };
