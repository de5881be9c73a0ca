/*
 * The page's worker: started beside it, asked for a sign of life, restarted when
 * it is silent too long, a few times and with growing pauses.  A page that was
 * frozen or slowed itself does not blame its worker.
 */
daebug.keeper = (() => {
  const { Worker, setTimeout, setInterval, elapsed } = daebug.natives;
  const MOST_HANGS = 5;
  let worker = null;
  let started = false;
  let hangs = 0;
  let restarts = 0;
  let load = '';
  let heardAt = 0;
  let tickedAt = 0;
  let away = false; // the page was left and may come back

  const note = (text) => {
    if (daebug.events.room()) daebug.events.add({ type: 'error', level: 'error', source: 'worker', text });
  };

  const address = () => (daebug.settings.worker === undefined
    ? `${daebug.origin}/-daebug-worker-bootstrap.js` : daebug.settings.worker);

  /* The worker: of a gateway elsewhere by a module of our own that imports it. */
  const made = () => {
    const options = { type: 'module', name: `${daebug.name}-webworker` };
    const { createObjectURL } = URL;
    const near = new URL(address(), globalThis.location.href).origin === globalThis.location.origin;
    const place = near ? address()
      : createObjectURL(new Blob([`import ${daebug.encode(address())};`], { type: 'text/javascript' }));
    return new Worker(daebug.compile.address(place), options);
  };

  const begin = () => {
    load = '';
    heardAt = elapsed();
    try {
      worker = made();
    } catch (error) {
      worker = null;
      note(`the worker can't be started: ${error.message}`);
      return;
    }
    worker.onmessage = daebug.pristine(({ data }) => heard(data));
    worker.onerror = daebug.pristine((event) => {
      // Errors of jobs are told by the worker itself; without a load it never ran.
      if (load) return;
      event.preventDefault();
      end();
      note(`the worker can't be started: ${event.message || `${address()} gives no script, or the page's policy forbids it (worker-src)`}`);
    });
    worker.postMessage({ daebug: 'parent', name: daebug.name, load: daebug.load, origin: daebug.origin });
  };

  const heard = (data) => {
    if (!data || data.daebug === undefined) return;
    heardAt = elapsed();
    if (data.daebug === 'here') load = data.load;
    if (data.daebug === 'alive?' && worker) worker.postMessage({ daebug: 'alive' });
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
    hangs += 1;
    const again = hangs < MOST_HANGS;
    worker = null;
    note(`Worker unresponsive for ${Math.round(silent)}ms, ${again ? 'restarting...'
      : `given up after ${hangs} starts; reload the page to have it again`}`);
    dead.terminate();
    await daebug.poll.postFor(`${daebug.name}-webworker`, load, [{ t: 'bye', reason: 'worker-hung' }]);
    if (!again) return;
    restarts += 1;
    setTimeout(() => { if (!worker && !away) begin(); }, daebug.timings.retry_ms * 2 ** hangs);
  };

  const tick = () => {
    const at = elapsed();
    const slowed = at - tickedAt > 2 * daebug.timings.ping_ms + 1000;
    tickedAt = at;
    if (!worker) return;
    if (slowed) heardAt = at;
    // One that has not begun yet is given more time: its script may be on the way.
    const patience = daebug.timings.silent_ms * (load ? 1 : 4);
    if (at - heardAt >= patience) hung(at - heardAt);
    else worker.postMessage({ daebug: 'ping' });
  };

  /* Start the worker and watch over it; one that runs is told the page's name anew. */
  const start = () => {
    if (!Worker || address() === '') return;
    if (started) {
      if (worker) worker.postMessage({ daebug: 'parent', name: daebug.name, load: daebug.load, origin: daebug.origin });
      return;
    }
    started = true;
    tickedAt = elapsed();
    begin();
    setInterval(tick, daebug.timings.ping_ms);
  };

  /* End the worker of a page that is being left. */
  const leave = () => {
    away = true;
    end();
  };

  /* Start it again when the page came back, unless it had been given up. */
  const resume = daebug.pristine(() => {
    away = false;
    if (started && !worker && hangs < MOST_HANGS) begin();
  });

  return { start, leave, resume, restarts: () => restarts };
})();
