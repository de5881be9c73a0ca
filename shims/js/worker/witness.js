/*
 * The worker as witness of its page: it asks the page for a sign of life and tells,
 * in the page's name, when the main thread stands still, since the page itself
 * can't.  A machine that slept does not blame the page.
 */
daebug.witness = (() => {
  const { setInterval, elapsed } = daebug.natives;
  const HELD = 'an endless loop, an open dialog or a debugger holds its main thread';
  let page = null;
  let seq = 0;
  let askedAt = 0; // of the question that waits for its answer; 0 = none does
  let tickedAt = 0;
  let told = false;

  const say = (level, text) => {
    const { now } = daebug.natives;
    const type = level === 'error' ? 'error' : 'console';
    const event = { type, level, source: 'page', at: now(), text, stack: '', caller: '', json: '' };
    seq += 1;
    return daebug.poll.postFor(page.name, page.load, [{ t: 'events', seq, dropped: 0, job: '', events: [event] }]);
  };

  const tick = (ask) => {
    const at = elapsed();
    const slept = at - tickedAt > 4 * daebug.timings.watch_ms;
    tickedAt = at;
    if (askedAt && !slept) {
      if (!told && at - askedAt >= daebug.timings.watch_ms) {
        told = true;
        say('error', `Page unresponsive for ${Math.round(at - askedAt)}ms: ${HELD}`);
      }
      return;
    }
    askedAt = at;
    ask();
  };

  /* The page has answered. */
  const answered = () => {
    if (told) say('info', `Page responds again after ${Math.round(elapsed() - askedAt)}ms`);
    told = false;
    askedAt = 0;
  };

  /* Watch over the page of this name and load; `ask` sends it the question. */
  const watch = (name, load, ask) => {
    const begun = page !== null;
    page = { name, load };
    if (begun) return;
    tickedAt = elapsed();
    setInterval(() => tick(ask), daebug.timings.watch_ms / 2);
  };

  return { watch, answered };
})();
