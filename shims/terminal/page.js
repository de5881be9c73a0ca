/* One terminal in a page: keys and sizes go out as they come, output is drawn.
 *
 * The key is in the address's fragment, which no request carries and no log
 * keeps.  It is sent as the first message.  Binary messages are keys one way
 * and output the other; text messages are JSON.
 */
"use strict";

(() => {
  const terminal = new Terminal({ scrollback: 10000, cursorBlink: true });
  const fit = new FitAddon.FitAddon();
  terminal.loadAddon(fit);
  terminal.open(document.getElementById("terminal"));
  fit.fit();

  const socket = new WebSocket(`ws://${location.host}/socket${location.pathname}`);
  socket.binaryType = "arraybuffer";
  const size = () => ({ cols: terminal.cols, rows: terminal.rows });
  const open = () => socket.readyState === WebSocket.OPEN;
  const bytes = new TextEncoder();

  socket.onopen = () => {
    socket.send(JSON.stringify({ key: location.hash.slice(1), ...size() }));
    terminal.focus();
  };
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string") terminal.write(new Uint8Array(data));
  };
  socket.onclose = ({ reason }) => terminal.write(`\r\n[${reason || "the daemon is gone"}]\r\n`);

  terminal.onData((text) => open() && socket.send(bytes.encode(text)));
  terminal.onBinary((text) => open() && socket.send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  terminal.onResize(() => open() && socket.send(JSON.stringify(size())));
  terminal.onTitleChange((title) => { document.title = title; });
  addEventListener("resize", () => fit.fit());
})();
