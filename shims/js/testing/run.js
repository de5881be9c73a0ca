/*
 * `run()`: finds test files, runs each, tells of its progress over the channel
 * and returns the summary.  A file that can't be imported or never ends fails
 * alone.
 */
daebug.run = (() => {
  const { setInterval, clearInterval, setTimeout, clearTimeout, elapsed } = daebug.natives;
  const PATTERNS = ['**/*.test.js', '**/*.test.mjs'];
  const FILE_MS = 600000;
  const MESSAGE_CHARS = 5e6; // a message has 16 MiB at most, a character up to three bytes
  const MESSAGE_ITEMS = 2000;
  const ERROR_CHARS = 20000;
  const link = () => globalThis[Symbol.for('daebug')];

  const counted = (items) => {
    const of = (status) => items.filter((item) => item.status === status).length;
    return { pass: of('pass'), fail: of('fail'), skip: of('skip'), total: items.length };
  };

  /* The shape that earlier runners answered with. */
  const told = ({ status, name, suite, file, error, duration, completedAt, note }) => {
    const shared = { name, suite, file, duration, completedAt, ...(note ? { note } : {}) };
    return status === 'skip' ? { ...shared, skipped: true } : { ...shared, passed: status === 'pass', error };
  };

  const summary = (items, duration) => {
    const { pass, fail, skip, total } = counted(items);
    return { passed: pass, failed: fail, skipped: skip, total, duration, tests: items.map(told) };
  };

  const watched = (promise, ms) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the file did not end in ${ms}ms`)), ms);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

  const failed = (path, error) => ({
    name: `Import: ${path}`, suite: '', file: path, status: 'fail', duration: 0, completedAt: daebug.natives.now(),
    error: daebug.errors.text(daebug.errors.of(daebug.imports.explained(error))),
  });

  const one = async (path, { isolation, report, timeout, pattern, fileMs }) => {
    let over = false;
    const settings = { file: path, timeout, pattern, report: (item) => { if (!over) report(item); } };
    const running = isolation === 'iframe' ? daebug.frames.run(path, settings)
      : daebug.roots.collect(() => daebug.files.load(path), settings);
    try {
      await watched(running, fileMs);
    } catch (error) {
      report(failed(path, error));
      if (settings.abandon) settings.abandon(error);
    }
    over = true;
  };

  const spread = async (paths, width, work) => {
    const left = [...paths];
    const lane = async () => {
      while (left.length) await work(left.shift());
    };
    await Promise.all(Array.from({ length: Math.min(width, paths.length) }, lane));
  };

  const paths = async ({ files, exclude, found }) => {
    if (found !== undefined) return [...found];
    const wanted = files === undefined ? PATTERNS : [files].flat();
    if (!link()) throw new Error('run() needs the Daebug shim in this page to find test files');
    return link().discover(wanted, exclude);
  };

  const patternOf = (given) => {
    const all = [given === undefined ? [] : given].flat();
    if (!all.length) return null;
    return new RegExp(all.map((one_) => (one_ instanceof RegExp ? one_.source : one_)).join('|'));
  };

  const lanes = (concurrency, isolation) => {
    if (isolation !== 'iframe') return 1;
    if (concurrency === true) return Math.max(1, (navigator.hardwareConcurrency || 2) - 1);
    return Math.max(1, Number(concurrency) || 1);
  };

  const size = ({ name, suite, file, error }) => name.length + suite.length + file.length + (error || '').length + 200;

  /* The items that one message can hold: all but of a huge run, of which the failures come first. */
  const fitting = (items) => {
    let left = MESSAGE_CHARS;
    const taken = new Set();
    for (const item of [...items].sort((a, b) => (b.status === 'fail') - (a.status === 'fail'))) {
      left -= size(item);
      if (left < 0) break;
      taken.add(item);
    }
    return items.filter((item) => taken.has(item));
  };

  /* A reporter of progress: `add(item)`, and `end()` with everything. */
  const progress = (started, id) => {
    const items = [];
    let recent = [];
    const send = (list, complete) => {
      if (!link()) return;
      const duration = Math.round(elapsed() - started);
      link().send({ t: 'tests', run: id, totals: counted(items), duration_ms: duration, recent: fitting(list), complete });
    };
    const tell = () => {
      send(recent, false);
      recent = [];
    };
    const timer = setInterval(tell, (link() && link().progressMs) || 2000);
    return {
      items,
      add: (told) => {
        const error = told.error === null ? null : daebug.cut(told.error, ERROR_CHARS).text;
        const item = { ...told, name: daebug.cut(told.name, 2000).text, error };
        items.push(item);
        recent.push(item);
        if (recent.length >= MESSAGE_ITEMS) tell();
      },
      end: () => {
        clearInterval(timer);
        if (items.length > MESSAGE_ITEMS) tell(); // not all of them fit in the last message
        send(items, true);
      },
    };
  };

  /*
   * `{files, exclude, concurrency, isolation, timeout, testNamePatterns}` -> the summary.
   * `found` names files by their paths in the root instead of patterns, `id` names the run.
   */
  return async (options = {}) => {
    const started = elapsed();
    const isolation = options.isolation || (daebug.natives.document ? 'iframe' : 'none');
    if (!['iframe', 'none'].includes(isolation)) throw new TypeError(`isolation is 'iframe' or 'none', not ${isolation}`);
    if (isolation === 'iframe' && !daebug.natives.document) throw new TypeError("a worker has no frames: use isolation 'none'");
    const found = await paths(options);
    const { items, add, end } = progress(started, `${options.id || daebug.randomId()}`);
    const pattern = patternOf(options.testNamePatterns);
    const how = { isolation, report: add, timeout: options.timeout, pattern, fileMs: options.fileTimeout || FILE_MS };
    await spread(found, lanes(options.concurrency, isolation), (path) => one(path, how));
    end();
    return summary(items, Math.round(elapsed() - started));
  };
})();
