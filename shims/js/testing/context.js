/*
 * `t`, what a test is given: subtests, hooks, diagnostics, skip and todo, a plan,
 * assertions that count, mocks that are undone when the test ends.
 */
daebug.context = (() => {
  const { tree } = daebug;

  class Skipped extends Error {}

  const assertions = (record) => new Proxy(daebug.assert, {
    get(target, name) {
      const found = target[name];
      if (typeof found !== 'function' || name === 'AssertionError') return found;
      return (...inputs) => {
        record.asserted += 1;
        return found.apply(target, inputs);
      };
    },
  });

  const subtest = (record, inputs, forced) => {
    const { name, options, fn } = tree.sorted(inputs);
    const made = tree.node('test', name || fn.name, { parent: record.node, options: { ...options, ...forced }, fn });
    record.node.children.push(made);
    record.asserted += 1;
    const before = record.subtests;
    // One after another, in the order of their calls, awaited or not.
    record.subtests = before.then(() => daebug.running.child(made, record));
    return record.subtests.then(() => undefined);
  };

  const waiting = async (condition, { interval = 50, timeout = 1000 } = {}) => {
    const deadline = daebug.natives.elapsed() + timeout;
    for (;;) {
      try {
        return await condition();
      } catch (error) {
        if (daebug.natives.elapsed() > deadline) throw new Error('waitFor() timed out', { cause: error });
      }
      await new Promise((resolve) => { daebug.natives.setTimeout(resolve, interval); });
    }
  };

  /* The context of a test; `record` is what the test's run keeps. */
  const of = (record) => {
    const test = (...inputs) => subtest(record, inputs, {});
    for (const word of ['skip', 'todo', 'only']) test[word] = (...inputs) => subtest(record, inputs, { [word]: true });
    const { node } = record;
    const hooks = Object.fromEntries(tree.HOOKS.map((name) => [name, (fn, options = {}) => {
      node.hooks[name].push({ fn, options });
    }]));
    // Its test has begun: what stands before its subtests runs before the next of them.
    hooks.before = (fn, options = {}) => {
      const run = () => daebug.running.single({ fn, options }, record.context);
      record.subtests = record.subtests.then(run).catch((error) => { record.broken = record.broken || { error }; });
    };
    return {
      name: node.name,
      fullName: [tree.path(node), node.name].filter(Boolean).join(' > '),
      signal: record.controller.signal,
      assert: assertions(record),
      mock: record.mock,
      test,
      ...hooks,
      diagnostic: (text) => { record.diagnostics.push(`${text}`); },
      skip: (reason) => { record.skipped = reason || true; },
      todo: (reason) => { record.todo = reason || true; },
      plan: (count) => { record.plan = count; },
      runOnly: () => {},
      waitFor: waiting,
    };
  };

  return { of, Skipped };
})();
