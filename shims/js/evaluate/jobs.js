/*
 * The jobs of this realm: one at a time, in the order they came, each run once
 * whatever the channel does.  A job that outlasts its time or is cancelled is
 * answered at once; its code is told by `$daebug.signal` and goes on if it does
 * not listen, and what it yields after all is sent as late.
 */
daebug.jobs = (() => {
  const { setTimeout, clearTimeout, queueMicrotask, elapsed, AbortController, Promise } = daebug.natives;
  const REMEMBERED = 1000;
  const ANSWERABLE = 20; // of those, the last ones keep their whole result
  const seen = new daebug.natives.Map();
  const queue = [];
  let current = null;

  class TimeoutError extends Error {}
  class AbortError extends Error {}
  TimeoutError.prototype.name = 'TimeoutError';
  AbortError.prototype.name = 'AbortError';

  /* Take a job in; one that is known already is answered from memory. */
  const accept = daebug.pristine((message) => {
    const known = seen.get(message.job);
    if (known) {
      if (known.result || known.began !== null) daebug.channel.send(known.result || { t: 'started', job: message.job });
      return;
    }
    const record = { ...message, began: null, result: null, stop: null };
    seen.set(message.job, record);
    for (const id of seen.keys()) {
      if (seen.size <= REMEMBERED) break;
      seen.delete(id);
    }
    queue.push(record);
    next();
  });

  const answered = [];
  const forget = (record) => { record.result = { t: 'started', job: record.job }; };

  /* Keep the result of a job, for the case that it is asked for again. */
  const keep = (record, result) => {
    record.result = result;
    record.code = '';
    answered.push(record);
    if (answered.length > ANSWERABLE) forget(answered.shift());
  };

  const next = daebug.pristine(() => {
    if (current || !queue.length) return;
    current = queue.shift();
    run(current).then(() => {
      current = null;
      next();
    });
  });

  const run = async (record) => {
    record.began = elapsed();
    daebug.channel.send({ t: 'started', job: record.job });
    daebug.events.attribute(record.job);
    daebug.dialogs.begin();
    ended(record, await bounded(record));
  };

  const ended = daebug.pristine((record, outcome) => {
    const dialogs = daebug.dialogs.end();
    daebug.events.flush();
    daebug.events.attribute('');
    keep(record, { ...message(record, outcome), dialogs });
    daebug.channel.send(record.result);
  });

  const bounded = (record) => new Promise((resolve) => {
    const controller = new AbortController();
    let timer;
    record.stop = (error) => {
      clearTimeout(timer);
      // Its listeners are the job's code, which is not to run amid ours.
      queueMicrotask(() => controller.abort(error));
      record.stopped = true;
      resolve({ ok: false, error });
    };
    if (record.timeout_ms > 0) {
      const late = () => record.stop(new TimeoutError(`job timed out after ${record.timeout_ms}ms`));
      timer = setTimeout(late, record.timeout_ms);
    }
    executed(record, controller.signal).then((outcome) => {
      clearTimeout(timer);
      if (record.stopped) {
        daebug.channel.send({ ...message(record, outcome), dialogs: [], late: true });
        return;
      }
      resolve(outcome);
    });
  });

  const executed = async (record, signal) => {
    try {
      const code = daebug.evaluate.prepared(record.code, record.job);
      // From here on it is the page's code, with the language as the page has it.
      await undefined;
      const value = await code({ signal, job: record.job, agent: record.agent });
      return { ok: true, value: daebug.serialise(value, daebug.limits) };
    } catch (error) {
      return { ok: false, error: daebug.imports.explained(error) };
    }
  };

  const message = daebug.pristine((record, outcome) => {
    const told = { t: 'result', job: record.job, ok: outcome.ok, value: null, error: null };
    if (outcome.ok) told.value = outcome.value;
    else {
      told.error = daebug.errors.of(outcome.error);
      told.error.text = daebug.cut(daebug.errors.text(told.error), 20000).text;
    }
    told.duration_ms = Math.round((elapsed() - record.began) * 1000) / 1000;
    return told;
  });

  /* Stop a job: the running one by its signal, a waiting one before it starts. */
  const cancel = daebug.pristine((job) => {
    const record = seen.get(job);
    if (!record || record.result) return;
    const error = new AbortError('job cancelled');
    error.stack = '';
    if (record.stop) {
      record.stop(error);
      return;
    }
    queue.splice(queue.indexOf(record), 1);
    record.began = elapsed();
    keep(record, { ...message(record, { ok: false, error }), dialogs: [] });
    daebug.channel.send(record.result);
  });

  return { accept, cancel };
})();
