/*
 * `node:test` for pages and workers.
 */
const SETTINGS = __DAEBUG_SETTINGS__;
const daebug = (() => {
  const daebug = { settings: SETTINGS };
  /* __DAEBUG_PARTS__
    globals.js natives.js values/text.js values/kinds.js values/hosts.js values/selectors.js
    values/errors.js values/leaves.js values/shapes.js values/json.js values/serialise.js
    evaluate/compile.js evaluate/imports.js assert/equal.js assert/diff.js assert/failure.js
    assert/throws.js assert/assert.js testing/tree.js testing/clock.js testing/mock.js
    testing/context.js testing/running.js testing/roots.js testing/files.js testing/frames.js
    testing/run.js
  */
  daebug.LINE = 0;
  return daebug;
})();

export const { test, suite, run } = { ...daebug.tree, run: daebug.run };
export const it = test;
export const describe = suite;
export const { before, after, beforeEach, afterEach } = daebug.tree.hooks;
export const mock = daebug.mock.tracker();
export const { skip, todo, only } = test;
export const { assert } = daebug;

/* Run a file in the frame that this module stands in, for the page around it. */
export const inFrame = ({ path, settings, resolve, reject }) => {
  daebug.roots.collect(() => daebug.files.load(path), settings).then(resolve, reject);
};

export default Object.assign((...inputs) => test(...inputs), {
  test, it, suite, describe, run, before, after, beforeEach, afterEach, mock, skip, todo, only, assert,
});
