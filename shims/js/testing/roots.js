/*
 * The root of a file's tests: begins in the microtask after the first
 * declaration, takes up what is declared later, and is over when its file is
 * loaded and nothing is left.
 */
daebug.roots = (() => {
  const { tree, running } = daebug;
  const { state } = tree;
  const { queueMicrotask, setTimeout, console, addEventListener } = daebug.natives;
  let pumping = null;
  let next = 0;
  let watched = false;

  const MARKS = { pass: '\u2713', fail: '\u2717', skip: '\u25CB' };

  const line = ({ status, suite, name, duration, error, note }) => {
    const title = [suite, name].filter(Boolean).join(' > ');
    return `${MARKS[status]} ${title} (${duration}ms)${note ? ` # ${note}` : ''}${error ? `\n${error}` : ''}`;
  };

  /* Tests that no run() asked for are told on the page's console. */
  const printed = (item) => (globalThis.console || console)[item.status === 'fail' ? 'error' : 'log'](line(item));

  const watch = () => {
    if (watched) return;
    watched = true;
    addEventListener('error', (event) => { if (event.error && running.escaped(event.error)) event.preventDefault(); });
    addEventListener('unhandledrejection', (event) => { if (running.escaped(event.reason)) event.preventDefault(); });
  };

  const pump = async (root) => {
    watch();
    state.onlyMode = state.onlyMode || tree.chosen(root);
    if (next === 0) {
      try {
        await running.hooked(root, 'before', {});
      } catch (error) {
        state.report(running.item({ name: 'before hook', parent: root }, 'fail', { error }));
      }
    }
    while (next < root.children.length) {
      next += 1;
      await running.any(root.children[next - 1]);
    }
  };

  const begin = (made) => {
    const root = state.root;
    if (made.parent === state.running && state.running) {
      const { record } = state.running;
      record.subtests = record.subtests.then(() => running.child(made, record));
      return;
    }
    if (pumping || made.parent !== root) return;
    pumping = new Promise((resolve) => { queueMicrotask(resolve); })
      .then(() => pump(root))
      .finally(() => {
        pumping = null;
        if (!state.collecting) setTimeout(() => { if (!pumping) close(root); }, 0);
      });
  };

  const close = async (root) => {
    if (root !== state.root || next < root.children.length) return;
    await running.closing(root, {});
    fresh();
  };

  const fresh = () => {
    tree.plant();
    next = 0;
    state.onlyMode = false;
  };

  /* Run what `load()` declares; `settings` are report, file, timeout and pattern. */
  const collect = async (load, settings) => {
    Object.assign(state, { timeout: undefined, pattern: null, ...settings, collecting: true });
    fresh();
    const root = state.root;
    watch();
    try {
      await load();
    } catch (error) {
      state.report(running.item({ name: `Import: ${state.file}`, parent: null }, 'fail', { error }));
    }
    while (pumping) await pumping;
    await running.closing(root, {});
    Object.assign(state, { report: printed, file: '', collecting: false });
    fresh();
  };

  state.begin = begin;
  state.report = printed;
  tree.plant();
  return { collect, line };
})();
