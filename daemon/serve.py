"""The command line's socket: one connection, one ask, frames back, exit status.

A client that dies ends its ask: the task is cancelled.  Every accepted ask is
one job and gets exactly one end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket as sockets
import struct
import sys
from collections import deque

from ..protocol import errors, framing, wire
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import BadMessage, NotAllowed
from . import dispatch
from .hub import Hub
from .keyhole import StdinChunk

log = logging.getLogger("daebug.serve")

#: Seconds a connection may take to send its ask.
ASK_S = 10.0


async def serve(hub: Hub, listener: sockets.socket, stop: asyncio.Event) -> None:
    """Answer asks until ``stop`` is set; then let none in and end those that wait."""
    loop = asyncio.get_running_loop()
    live: set[Connection] = set()
    token = _token(hub) if listener.family != getattr(sockets, "AF_UNIX", None) else ""
    server = await loop.create_server(lambda: Connection(hub, live, token), sock=listener)
    await stop.wait()
    server.close()
    for connection in list(live):
        connection.leave()
    if tasks := [c.task for c in live if c.task]:
        await asyncio.wait(tasks, timeout=2.0)


def turn_away(listener: sockets.socket) -> None:
    """Send those who still wait to be let in to the next daemon; nothing they asked was read."""
    again = framing.frame(wire.encode((wire.AGAIN, None)))
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return  # nobody waits
        with connection, contextlib.suppress(OSError):
            # Closed with the ask unread, the socket would be reset and our word lost.
            connection.settimeout(0.2)
            connection.recv(framing.MAX_BODY)
            connection.send(again)


class Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, hub: Hub, live: set[Connection], token: str) -> None:
        """Serve one client of ``hub``; ``token`` is asked for where the socket can't tell users."""
        self._hub = hub
        self._live = live
        self._token = token
        self._framer = framing.Framer()
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._stdin: deque[StdinChunk] = deque()
        self._stdin_came = asyncio.Event()
        self._deadline: asyncio.TimerHandle | None = None
        self._turned_away = False
        self._lasting = False
        #: A lasting client was interrupted.
        self.interrupted = False
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected: it must be this user."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._live.add(self)
        self._deadline = asyncio.get_running_loop().call_later(ASK_S, transport.close)
        caller = peer_uid(transport.get_extra_info("socket"))
        if caller is not None and caller != os.getuid():
            self._refuse(NotAllowed(owner=os.getuid(), caller=caller))

    def data_received(self, data: bytes) -> None:
        """Take the ask, then standard input."""
        try:
            bodies = self._framer.feed(data)
            for body in bodies:
                if self._turned_away:
                    return
                if self.task is None:
                    self._accept(wire.ask(body))
                else:
                    self._stdin.append(_chunk(*wire.pair(body)))
                    self._stdin_came.set()
        except DaebugError as error:
            self._refuse(error)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The client is gone: so is its ask."""
        self._writable.set()
        self.cancel()
        self._live.discard(self)
        if self._deadline:
            self._deadline.cancel()

    def eof_received(self) -> bool:
        """The client sends no more: it is gone, or waits for the last words of a lasting ask."""
        self.interrupted = True
        self._hub.wake()
        return self._lasting

    def pause_writing(self) -> None:
        """The client reads slower than we write."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client caught up."""
        self._writable.set()

    def leave(self) -> None:
        """The daemon ends: end the ask, or send who has not asked yet to the next one."""
        if self.task is None and not self._turned_away:
            self._turned_away = True
            self._write(wire.AGAIN, None)
        self.cancel()

    def cancel(self) -> None:
        """End the ask, if one runs."""
        if self.task is not None and not self.task.done():
            self.task.cancel()

    async def send(self, channel: int, payload: object) -> None:
        """Send one frame, as fast as the client reads."""
        await self._writable.wait()
        self._write(channel, payload)

    async def text(self, channel: int, text: str) -> None:
        """Send text in frames of a size that no peer refuses."""
        for chunk in wire.chunks(text.encode("utf-8", "surrogateescape")):
            await self.send(channel, chunk)

    async def stdin(self) -> StdinChunk:
        """Return the next piece of the client's standard input; asks for it first."""
        if not self._stdin:
            self._stdin_came.clear()
            self._write(wire.STDIN, None)
            await self._stdin_came.wait()
        return self._stdin.popleft()

    def raw(self) -> None:
        """Have the client's terminal send every key as it is, and its size."""
        self._write(wire.RAW, None)

    def lasting(self) -> None:
        """Have the client stay for the last words when it is interrupted."""
        self._lasting = True
        self._write(wire.LASTING, None)

    def finish(self, status: int) -> None:
        """Send the exit status and close; when the daemon leaves, the zygote says it last."""
        if self._transport is None or self._transport.is_closing():
            return
        self._write(wire.EXIT, status)
        self._transport.close()

    def farewell(self, status: int) -> None:
        """Leave the exit status to the zygote, who sends it when all has ended."""
        self._leave(wire.EXIT, status)

    def again(self) -> None:
        """Have the client ask a new daemon, once this one has given up its place."""
        self._leave(wire.AGAIN, None)

    def _leave(self, channel: int, payload: object) -> None:
        """Leave the last frame to the zygote, and go."""
        fd = self._transport.get_extra_info("socket").fileno() if self._transport else None
        frame = framing.frame(wire.encode((channel, payload)))
        self._hub.supervision.leave(frame, fd)
        self._hub.end()

    def _accept(self, ask: wire.Ask) -> None:
        """Start the ask as a task."""
        if self._deadline:
            self._deadline.cancel()
        if self._hub.leaving:
            # Nothing was done with this ask; the next daemon takes it.
            self._turned_away = True
            self._write(wire.AGAIN, None)
            return
        if self._token and not _same(ask.token, self._token):
            raise NotAllowed(owner="this user", caller="unknown (wrong token)")
        if ask.v != wire.VERSION:
            raise BadMessage(why=f"wire version {ask.v}, this daemon speaks {wire.VERSION}")
        self.task = asyncio.get_running_loop().create_task(dispatch.answer(self._hub, self, ask))

    def _refuse(self, error: DaebugError) -> None:
        """Tell the error in the form of a command's, and close."""
        log.warning("refused a connection: %s", error.text)
        self._write(wire.STDERR, errors.spoken(error).encode())
        self.finish(error.exit_status)

    def _write(self, channel: int, payload: object) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(framing.frame(wire.encode((channel, payload))))


def _chunk(channel: int, payload: object) -> StdinChunk:
    """Return what a client sent after its ask.

    Raises:
        BadMessage: it is neither input nor a size.
    """
    match channel, payload:
        case wire.INPUT, bytes():
            return StdinChunk(payload)
        case wire.SIZE, [int(cols), int(rows)]:
            return StdinChunk(size=(max(1, min(cols, 9999)), max(1, min(rows, 9999))))
        case _:
            raise BadMessage(why=f"a client sent something on channel {channel}")


def peer_uid(socket: sockets.socket) -> int | None:
    """Return the user behind a Unix socket; ``None`` where the system can't tell.

    unix(7), SO_PEERCRED: "the credentials of the peer process connected to this socket".
    """
    if sys.platform != "linux" or socket.family != sockets.AF_UNIX:
        return None
    size = struct.calcsize("3i")
    credentials = socket.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, size)
    return int(struct.unpack("3i", credentials)[1])


def _same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing of them."""
    import hmac  # 3 ms with hashlib; only loopback sockets need it

    return hmac.compare_digest(one.encode(), other.encode())


def _token(hub: Hub) -> str:
    """Return the token that clients of a loopback socket must know."""
    from ..protocol import places  # only where there are no Unix sockets

    return places.token(hub.around.folder).read_text().split()[1]
