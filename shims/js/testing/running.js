/*
 * Running a tree: tests one after another in their order, hooks around them,
 * nothing longer than its time, errors that nobody caught to the test that runs.
 * Each ended test is told to `state.report` as an item of the channel.
 */
daebug.running = (() => {
  const { tree } = daebug;
  const { setTimeout, clearTimeout, elapsed, now, AbortController } = daebug.natives;
  const { state } = tree;
  const { MessageChannel } = globalThis;
  const TIMEOUT_MS = 30000;
  const TURN_MS = 20;
  let turned = 0;

  const limit = (given) => (given === undefined || given === null ? state.timeout || TIMEOUT_MS : given);

  /* The value of `run()` within `ms`; a test that throws outside its promise fails by `record.escape`. */
  const bounded = (run, ms, record) => new Promise((resolve, reject) => {
    let timer;
    if (Number.isFinite(ms) && ms > 0) {
      timer = setTimeout(() => {
        if (record) record.controller.abort(new Error('test timeout'));
        reject(new Error(`Test timeout after ${ms}ms`));
      }, ms);
    }
    if (record) record.escape = reject;
    Promise.resolve().then(run).finally(() => clearTimeout(timer)).then(resolve, reject);
  });

  const called = (fn, context) => {
    if (fn.length < 2) return fn.call(context, context);
    return new Promise((resolve, reject) => {
      const ended = [];
      const end = () => { if (ended.length) (ended[0] ? reject(ended[0]) : resolve()); };
      let settle = () => {};
      const promised = fn.call(context, context, (error) => {
        ended.push(error);
        settle();
      });
      // Which of the two would say that the test is over?  Node fails it.
      if (promised instanceof Promise) reject(new Error('passed a callback but also returned a Promise'));
      settle = end;
      end();
    });
  };

  /* Run one hook. */
  const single = ({ fn, options }, context) => bounded(
    () => (fn.length >= 2 ? called(fn, context) : fn.call(context, context)), limit(options.timeout));

  const hooked = async (owner, name, context) => {
    for (const hook of owner.hooks[name]) await single(hook, context);
  };

  const ancestors = (one) => {
    const found = [];
    for (let at = one.parent; at; at = at.parent) found.unshift(at);
    return found;
  };

  const reason = (word) => (typeof word === 'string' ? word : '');

  /* An ended test as the channel tells it; whatever was thrown, `undefined` too, is its `error`. */
  const item = (one, status, { started = null, note = '', diagnostics = [], ...failure }) => ({
    name: one.name,
    suite: tree.path(one),
    file: state.file || '',
    status,
    duration: started === null ? 0 : Math.round((elapsed() - started) * 1000) / 1000,
    error: 'error' in failure ? daebug.errors.text(daebug.errors.of(failure.error)) : null,
    completedAt: now(),
    ...(note ? { note } : {}),
    ...(diagnostics.length ? { diagnostics } : {}),
  });

  const skipped = (one, note = '') => {
    if (one.kind === 'test' || !one.children.length) state.report(item(one, 'skip', { note }));
    one.children.forEach((child) => skipped(child, note));
    one.finish();
    return true;
  };

  const excluded = (one) => {
    if (state.pattern && one.kind === 'test' && one.parent.kind === 'suite') {
      const full = [tree.path(one), one.name].filter(Boolean).join(' ');
      if (!state.pattern.test(full)) return true;
    }
    if (!state.onlyMode) return false;
    const within = [one, ...ancestors(one)].some((at) => at.options.only && !tree.chosen(at));
    return !within && !one.options.only && !tree.chosen(one);
  };

  const body = async (record) => {
    const { node, context } = record;
    const around = ancestors(node);
    try {
      for (const owner of around) await hooked(owner, 'beforeEach', context);
      await bounded(() => called(node.fn, context), limit(node.options.timeout), record);
      await record.subtests;
      if (record.broken) throw record.broken.error;
      await hooked(node, 'after', context);
    } finally {
      for (const owner of around.reverse()) await hooked(owner, 'afterEach', context);
    }
    if (record.failed) throw new Error(`${record.failed} subtest${record.failed > 1 ? 's' : ''} failed`);
    if (record.plan !== null && record.plan !== record.asserted) {
      throw new Error(`plan expected ${record.plan} assertions but received ${record.asserted}`);
    }
  };

  const test = async (one) => {
    const record = {
      node: one, controller: new AbortController(), mock: daebug.mock.tracker(), subtests: Promise.resolve(),
      diagnostics: [], plan: null, asserted: 0, failed: 0, skipped: false, todo: one.options.todo || false,
    };
    record.context = daebug.context.of(record);
    const started = elapsed();
    const outer = state.running;
    state.running = one;
    one.record = record;
    let failure = null;
    try {
      await body(record);
    } catch (error) {
      failure = { error };
    }
    state.running = outer;
    record.mock.restoreAll();
    record.controller.abort();
    const note = reason(record.skipped) || reason(record.todo);
    const told = { ...failure, started, note, diagnostics: record.diagnostics };
    const excused = record.skipped || record.todo;
    state.report(item(one, excused ? 'skip' : failure ? 'fail' : 'pass', told));
    one.finish();
    return excused || failure === null;
  };

  const suite = async (one) => {
    await tree.filled(one);
    await one.filled;
    state.onlyMode = state.onlyMode || tree.chosen(one);
    let failure = one.broken || null;
    const context = { name: one.name };
    try {
      if (!failure) await hooked(one, 'before', context);
    } catch (error) {
      failure = { error };
    }
    let passed = failure === null;
    if (failure && !one.children.length) state.report(item(one, 'fail', failure));
    for (const child of one.children) {
      if (failure) failing(child, failure.error);
      else passed = await any(child) && passed;
    }
    passed = await closing(one, context) && passed;
    one.finish();
    return passed;
  };

  const failing = (one, error) => {
    if (one.options.skip) {
      skipped(one, reason(one.options.skip));
      return;
    }
    if (one.kind === 'test') state.report(item(one, 'fail', { error }));
    one.children.forEach((child) => failing(child, error));
    one.finish();
  };

  const closing = async (one, context) => {
    try {
      await hooked(one, 'after', context);
      return true;
    } catch (error) {
      state.report(item({ name: 'after hook', parent: one }, 'fail', { error }));
      return false;
    }
  };

  /*
   * A turn of the loop between tests keeps the page alive.  A timer in a row of timers
   * takes 4 ms, so most turns are messages, and timers get theirs now and then.
   * HTML, timers: "If nesting level is greater than 5, and timeout is less than 4, then set timeout to 4."
   */
  const turn = () => new Promise((resolve) => {
    if (elapsed() - turned > TURN_MS) {
      turned = elapsed();
      setTimeout(resolve, 0);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

  const any = async (one) => {
    if (one.options.skip || excluded(one)) return skipped(one, reason(one.options.skip));
    await turn();
    return one.kind === 'suite' ? suite(one) : test(one);
  };

  /* Run a subtest of the test that `record` is about. */
  const child = async (one, record) => {
    if (!await any(one)) record.failed += 1;
    state.running = record.node;
  };

  /* Give an error that nobody caught to the test that runs; whether one did. */
  const escaped = (error) => {
    const record = state.running && state.running.record;
    if (!record || !record.escape) return false;
    record.escape(error);
    return true;
  };

  return { any, child, escaped, closing, hooked, single, item };
})();
