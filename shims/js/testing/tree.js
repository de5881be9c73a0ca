/*
 * Tests as they are declared: suites and tests in a tree, with options and hooks.
 * A declaration goes to the suite whose body runs, to the test that runs, or
 * to the root, which begins to run in the next microtask.
 */
daebug.tree = (() => {
  const AsyncFunction = (async () => {}).constructor;
  const HOOKS = ['before', 'after', 'beforeEach', 'afterEach'];
  const state = { root: null, suite: null, running: null, begin: () => {} };

  const node = (kind, name, { parent, options = {}, fn = () => {} }) => {
    const made = {
      kind,
      name: name || (fn && fn.name) || '<anonymous>',
      parent,
      options,
      fn,
      children: [],
      hooks: Object.fromEntries(HOOKS.map((hook) => [hook, []])),
    };
    made.done = new Promise((resolve) => { made.finish = resolve; });
    return made;
  };

  /* A new root: one a file. */
  const plant = () => {
    state.root = node('suite', '', { parent: null });
    state.suite = null;
    return state.root;
  };

  /* (name, options, fn) in any of Node's shapes. */
  const sorted = (inputs) => {
    const name = typeof inputs[0] === 'string' ? inputs[0] : '';
    const fn = inputs.find((input) => typeof input === 'function');
    const options = inputs.find((input) => input && typeof input === 'object') || {};
    return { name, options, fn: fn || (() => {}) };
  };

  const declare = (kind, inputs, forced) => {
    const { name, options, fn } = sorted(inputs);
    const parent = state.suite || state.running || state.root || plant();
    const made = node(kind, name || fn.name, { parent, options: { ...options, ...forced }, fn });
    parent.children.push(made);
    // The body of a skipped suite is not run; an async one when it is the suite's turn.
    if (kind === 'suite' && !made.options.skip && !later(fn)) fill(made);
    state.begin(made);
    // In a suite there is nothing to wait for: it runs when its suite does.
    return parent === state.suite ? Promise.resolve() : made.done;
  };

  /*
   * What is declared after an `await` in a suite's body belongs to that suite: its
   * body runs when nothing else does, so that there is no other it could belong to.
   */
  const later = (fn) => fn instanceof AsyncFunction;
  const filled = async (suite) => {
    if (suite.broken || !later(suite.fn)) return;
    state.suite = suite;
    try {
      await suite.fn.call(undefined, { name: suite.name });
    } catch (error) {
      suite.broken = { error };
    } finally {
      state.suite = null;
    }
  };

  /* Run the body of a suite, which declares what is in it. */
  const fill = (suite) => {
    const outer = state.suite;
    state.suite = suite;
    try {
      const filled = suite.fn.call(undefined, { name: suite.name });
      if (filled && typeof filled.then === 'function') {
        suite.filled = filled.then(() => undefined, (error) => { suite.broken = { error }; });
      }
    } catch (error) {
      suite.broken = { error };
    } finally {
      state.suite = outer;
    }
  };

  const declaring = (kind) => {
    const declaration = (...inputs) => declare(kind, inputs, {});
    for (const word of ['skip', 'todo', 'only']) {
      declaration[word] = (...inputs) => declare(kind, inputs, { [word]: true });
    }
    return declaration;
  };

  const hook = (name) => (fn, options = {}) => {
    if (!state.suite && state.running) {
      state.running.record.context[name](fn, options);
      return;
    }
    const owner = state.suite || state.root || plant();
    owner.hooks[name].push({ fn, options });
  };

  /* The names of the suites around a node, outermost first. */
  const path = (one) => {
    const names = [];
    for (let at = one.parent; at && at.parent; at = at.parent) names.unshift(at.name);
    return names.join(' > ');
  };

  /* Whether `only` is said anywhere below. */
  const chosen = (one) => one.children.some((child) => child.options.only || chosen(child));

  return {
    state, node, plant, filled, sorted, path, chosen, HOOKS,
    test: declaring('test'),
    suite: declaring('suite'),
    hooks: Object.fromEntries(HOOKS.map((name) => [name, hook(name)])),
  };
})();
