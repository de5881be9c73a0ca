/*
 * Events on their way out: collected, sent in batches at most every 16 ms or
 * 1000 events, no more than `events_per_s` a second.  What is over the limit or
 * finds no room while there is no connection is left out and counted; the count
 * goes with the next batch, so that nothing is lost silently.
 */
daebug.events = (() => {
  const { setTimeout, clearTimeout, elapsed, now } = daebug.natives;
  const BATCH = 1000;
  const ROOM = 20000;
  const BATCH_CHARS = 1e6; // of a batch, about; one message must not be too long for the other end
  const ROOM_CHARS = 3e7;
  let chars = 0; // of what waits
  const waiting = [];
  let dropped = 0;
  let seq = 0;
  let job = '';
  let timer = null;
  let allowed = 0;
  let refilled = -1e9;

  const permitted = () => {
    const rate = daebug.limits.events_per_s;
    const at = elapsed();
    allowed = Math.min(rate, allowed + ((at - refilled) / 1000) * rate);
    refilled = at;
    if (allowed < 1) return false;
    allowed -= 1;
    return true;
  };

  /* Whether an event may be added now; one that may not is counted. */
  const room = () => {
    if (waiting.length < ROOM && chars < ROOM_CHARS && permitted()) return true;
    dropped += 1;
    schedule();
    return false;
  };

  const size = ({ text, stack, json }) => text.length + stack.length + json.length + 100;

  const batch = () => {
    let count = 0;
    for (let taken = 0; count < Math.min(BATCH, waiting.length) && taken < BATCH_CHARS; count += 1) {
      taken += size(waiting[count]);
      chars -= size(waiting[count]);
    }
    return waiting.splice(0, count);
  };

  /* Add an event for which there was room. */
  const add = daebug.pristine((event) => {
    const whole = { stack: '', caller: '', json: '', at: now(), ...event };
    waiting.push(whole);
    chars += size(whole);
    if (waiting.length >= BATCH || chars >= BATCH_CHARS) flush();
    else schedule();
  });

  const schedule = () => {
    if (timer === null) timer = setTimeout(flush, daebug.timings.flush_ms);
  };

  /* Send what waits, if there is a connection that takes it. */
  const flush = daebug.pristine(() => {
    clearTimeout(timer);
    timer = null;
    while ((waiting.length || dropped) && daebug.channel.ready()) {
      const events = batch();
      seq += 1;
      daebug.channel.send({ t: 'events', seq, dropped, job, events });
      dropped = 0;
    }
    if (waiting.length || dropped) timer = setTimeout(flush, 250);
  });

  /* From now on events belong to `job`; '' for none. */
  const attribute = (owner) => {
    if (waiting.length) flush();
    job = owner;
  };

  return { room, add, flush, attribute };
})();
