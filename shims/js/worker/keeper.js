/*
 * The page's worker: started beside it, asked for a sign of life, restarted when
 * it is silent too long, a few times and with growing pauses.  A page that was
 * frozen or slowed itself does not blame its worker.
 */
daebug.keeper = (() => {
  const { Worker, setTimeout, setInterval, elapsed } = daebug.natives;
  const MOST_STARTS = 5;
  let worker = null;
  let starts = 0;
  let restarts = 0;
  let load = '';
  let heardAt = 0;
  let tickedAt = 0;

  const note = (text) => {
    if (daebug.events.room()) daebug.events.add({ type: 'error', level: 'error', source: 'worker', text });
  };

  const address = () => (daebug.settings.worker === undefined
    ? `${daebug.origin}/-daebug-worker-bootstrap.js` : daebug.settings.worker);

  const begin = () => {
    starts += 1;
    load = '';
    heardAt = elapsed();
    try {
      worker = new Worker(address(), { type: 'module', name: `${daebug.name}-webworker` });
    } catch (error) {
      worker = null;
      note(`the worker can't be started: ${error.message}`);
      return;
    }
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = (event) => {
      // Errors of jobs are told by the worker itself; without a load it never ran.
      if (load) return;
      event.preventDefault();
      end();
      note(`the worker can't be started: ${event.message || address()}`);
    };
    worker.postMessage({ daebug: 'parent', name: daebug.name });
  };

  const heard = (data) => {
    if (!data || data.daebug === undefined) return;
    heardAt = elapsed();
    if (data.daebug === 'here') load = data.load;
    if (data.daebug === 'reload') restart();
  };

  const end = () => {
    if (worker) worker.terminate();
    worker = null;
  };

  const restart = () => {
    end();
    restarts += 1;
    begin();
  };

  const hung = async (silent) => {
    const dead = worker;
    const again = starts < MOST_STARTS;
    worker = null;
    note(`Worker unresponsive for ${Math.round(silent)}ms, ${again ? 'restarting...' : `given up after ${starts} starts`}`);
    dead.terminate();
    await daebug.poll.postFor(`${daebug.name}-webworker`, load, [{ t: 'bye', reason: 'worker-hung' }]);
    if (!again) return;
    restarts += 1;
    setTimeout(begin, daebug.timings.retry_ms * 2 ** starts);
  };

  const tick = () => {
    const at = elapsed();
    const slowed = at - tickedAt > 2 * daebug.timings.ping_ms + 1000;
    tickedAt = at;
    if (!worker) return;
    if (slowed) heardAt = at;
    if (at - heardAt >= daebug.timings.silent_ms) hung(at - heardAt);
    else worker.postMessage({ daebug: 'ping' });
  };

  /* Start the worker and watch over it. */
  const start = () => {
    if (!Worker || address() === '' || starts) return;
    tickedAt = elapsed();
    begin();
    setInterval(tick, daebug.timings.ping_ms);
  };

  /* Restart a worker that did not start or was given up, after the page came back. */
  return { start, end, resume: () => { if (!worker && starts && starts < MOST_STARTS) begin(); }, restarts: () => restarts };
})();
