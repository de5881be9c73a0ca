/*
 * The realm's one line to the gateway: joins, comes back with growing pauses
 * when it breaks, takes the poll where WebSocket does not get through.  What is
 * sent while there is no line waits; events wait in their own place.
 */
daebug.channel = (() => {
  const { setTimeout, clearTimeout } = daebug.natives;
  const WAITING = 500;
  const SLOWEST = 40; // times the first pause
  let line = null;
  let joined = false;
  let known = false; // the gateway has heard of this load
  let refused = false;
  let asleep = false;
  let failures = 0; // since the last welcome
  let unopened = 0; // sockets in a row that never opened
  let waiting = [];
  let timer = null;
  const listeners = {};

  const connect = daebug.pristine(() => {
    timer = null;
    if (refused || asleep || line) return;
    const way = daebug.socket.offered && unopened < 2 ? daebug.socket : daebug.poll;
    try {
      line = way.open(heard, (opened) => ended(way, opened));
    } catch {
      ended(way, false);
    }
  });

  const ended = daebug.pristine((way, opened) => {
    line = null;
    joined = false;
    // A poll that fails as well proves nothing against sockets: try them again.
    if (way === daebug.socket) unopened = opened ? 0 : unopened + 1;
    else unopened = 0;
    failures += 1;
    if (refused || asleep) return;
    const pause = daebug.timings.retry_ms * Math.min(2 ** (failures - 1), SLOWEST);
    timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
  });

  const heard = daebug.pristine((message) => {
    if (message.t === 'welcome') welcomed(message);
    else if (message.t === 'refuse') refuse(message);
    else if (message.t === 'ping') send({ t: 'pong', at: message.at });
    const listener = listeners[message.t];
    if (listener) listener(message);
  });

  const welcomed = (message) => {
    joined = true;
    known = true;
    failures = 0;
    Object.assign(daebug.limits, message.limits);
    const unsent = waiting;
    waiting = [];
    unsent.forEach(send);
    daebug.events.flush();
  };

  const refuse = (message) => {
    refused = true;
    if (line) line.close();
    daebug.natives.console.warn(`daebug: this page is not admitted: ${message.message}`);
  };

  /* Send `message`, or keep it until there is a line. */
  const send = daebug.pristine((message) => {
    if (joined && line && line.send(message)) return;
    waiting.push(message);
    if (waiting.length > WAITING) waiting.shift();
  });

  /* Whether events would go out now. */
  const ready = () => joined && line !== null && !line.full();

  /* Call `listener` with each message of kind `t`. */
  const on = (t, listener) => { listeners[t] = listener; };

  /* End the line with a last word; `wake` joins again. */
  const leave = daebug.pristine((reason) => {
    if (asleep) return;
    daebug.events.flush();
    asleep = true;
    clearTimeout(timer);
    const last = [...waiting, { t: 'bye', reason }];
    if (joined && line) line.finish(last);
    else if (known) daebug.poll.beacon(last);
    if (line) line.close();
    joined = false;
    waiting = [];
  });

  const wake = () => {
    asleep = false;
    connect();
  };

  return { connect, send, ready, on, leave, wake };
})();
