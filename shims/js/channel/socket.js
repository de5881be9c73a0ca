/*
 * The channel over WebSocket: JSON text, one message each.  It opens one
 * connection and tells of what comes and of its end; coming back is not its work.
 */
daebug.socket = (() => {
  const { WebSocket, parse, setTimeout, clearTimeout } = daebug.natives;
  const OPENING_MS = 5000;
  const FULL = 8 << 20; // bytes on their way; more waits here

  /* Open a connection; `heard` gets each message, `ended(opened)` is called once. */
  const open = (heard, ended) => {
    let opened = false;
    let over = false;
    const address = `${daebug.origin.replace(/^http/, 'ws')}/-daebug/socket?token=${encodeURIComponent(daebug.settings.token)}`;
    const socket = new WebSocket(address);
    const timer = setTimeout(() => socket.close(), OPENING_MS);
    const end = () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      ended(opened);
    };
    socket.onopen = daebug.pristine(() => {
      opened = true;
      clearTimeout(timer);
      socket.send(daebug.encode(daebug.hello()));
    });
    socket.onmessage = ({ data }) => heard(parse(data));
    socket.onclose = end;
    socket.onerror = () => { if (socket.readyState === 3) end(); };
    const send = (message) => {
      if (socket.readyState !== 1) return false;
      socket.send(daebug.encode(message));
      return true;
    };
    return {
      full: () => socket.bufferedAmount > FULL,
      send,
      finish: (messages) => messages.forEach(send),
      close: () => {
        end();
        socket.close();
      },
    };
  };

  return { open, offered: typeof WebSocket === 'function' };
})();
