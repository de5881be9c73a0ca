/*
 * How well the realm is: the lag of its event loop, told with every beat.  The
 * lag is measured by a message to ourselves, since timers of a hidden page are
 * slowed by the browser and would tell of that instead.
 */
daebug.vitals = (() => {
  const { setInterval, elapsed, document } = daebug.natives;
  const MEASURE_MS = 1000;
  let worst = 0;
  let sent = 0;

  /* Begin to measure and to tell; `restarts` yields how often the worker was restarted. */
  const start = (restarts) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = daebug.pristine(() => { worst = Math.max(worst, elapsed() - sent); });
    setInterval(() => {
      sent = elapsed();
      port2.postMessage(0);
    }, MEASURE_MS);
    setInterval(() => {
      const visible = document ? document.visibilityState === 'visible' : true;
      daebug.channel.send({ t: 'health', lag_ms: Math.round(worst * 10) / 10, restarts: restarts(), visible });
      worst = 0;
    }, daebug.timings.beat_ms);
  };

  return { start };
})();
