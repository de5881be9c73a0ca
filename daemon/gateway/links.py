"""The ways to a page: a WebSocket, or polls that are parked until there is something to say.

A link carries lines of JSON to one load.  ``send`` returns when the line has
been handed to the connection, so a job is known to be on its way or not.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

from aiohttp import web

#: Bytes that may wait in a connection before a page counts as behind.
BEHIND_BYTES = 32 * 1024

#: Longest wait for a page to take one message, seconds.
SEND_S = 5.0

#: Characters that a connection which holds nothing back takes without a wait.
SHORT = 8 * 1024

#: Lines that wait for the next poll.
OUTBOX_LINES = 1000


#: Who waits to hear whether a line went out.
Waiting = asyncio.Future[bool]


class Link(Protocol):
    """One way to one load."""

    #: ``socket``, ``poll`` or ``old``.
    transport: str

    @property
    def behind(self) -> bool:
        """Whether the page has not taken what it was sent."""

    @property
    def present(self) -> bool:
        """Whether a connection is open now."""

    @property
    def closed(self) -> bool:
        """Whether it has ended for good."""

    async def send(self, line: str) -> bool:
        """Send ``line``; whether it was handed over."""

    def close(self) -> None:
        """End it; what was not handed over never will be."""


class SocketLink:
    """A WebSocket."""

    transport = "socket"
    __slots__ = ("_closing", "_request", "_socket")

    def __init__(self, request: web.BaseRequest, socket: web.WebSocketResponse) -> None:
        """Send over ``socket``, which was opened by ``request``."""
        self._request = request
        self._socket = socket
        self._closing: asyncio.Task[bool] | None = None

    @property
    def behind(self) -> bool:
        """Whether the connection's buffer holds more than a page leaves there."""
        transport = self._request.transport
        return transport is None or transport.get_write_buffer_size() > BEHIND_BYTES

    @property
    def present(self) -> bool:
        """Whether it is open."""
        return not self._socket.closed and self._request.transport is not None

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return not self.present

    async def send(self, line: str) -> bool:
        """Send ``line``; whether the connection took it."""
        if not self.present:
            return False
        transport = self._request.transport
        try:
            if len(line) <= SHORT and transport and not transport.get_write_buffer_size():
                await self._socket.send_str(line)  # a deadline would cost more than the send
                return True
            async with asyncio.timeout(SEND_S):
                await self._socket.send_str(line)
        except (ConnectionError, RuntimeError, TimeoutError):
            return False
        return True

    def close(self) -> None:
        """Close it; the page may come again."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._socket.close())


class PollLink:
    """Polls, one after another; between two of them lines wait."""

    __slots__ = ("_closed", "_outbox", "_parked", "transport")

    def __init__(self, transport: str) -> None:
        """Start without a poll; ``transport`` is ``poll`` or ``old``."""
        self.transport = transport
        self._outbox: deque[tuple[str, Waiting]] = deque()
        self._parked: asyncio.Future[None] | None = None
        self._closed = False

    @property
    def behind(self) -> bool:
        """Whether lines wait for a poll."""
        return bool(self._outbox)

    @property
    def present(self) -> bool:
        """Whether a poll is parked."""
        return self._parked is not None

    @property
    def closed(self) -> bool:
        """Whether it was ended."""
        return self._closed

    async def send(self, line: str) -> bool:
        """Have ``line`` go with the next poll; whether one took it in time."""
        if self._closed or len(self._outbox) >= OUTBOX_LINES:
            return False
        taken: Waiting = asyncio.get_running_loop().create_future()
        entry = (line, taken)
        self._outbox.append(entry)
        self._wake()
        try:
            async with asyncio.timeout(SEND_S):
                return await taken
        except TimeoutError:
            if entry in self._outbox:
                self._outbox.remove(entry)  # it must not run after we said that it did not
            return False

    async def wait(self, timeout_s: float) -> bool:
        """Park until there is a line, at most ``timeout_s`` seconds; whether it is this poll's.

        A newer poll takes over: what comes is for that one, for the client of
        this one may be gone.
        """
        self._wake()
        self._parked = None
        if self._outbox or self._closed:
            return True
        parked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._parked = parked
        try:
            async with asyncio.timeout(timeout_s):
                await parked
        except TimeoutError:
            pass
        finally:
            newest = self._parked is parked
            if newest:
                self._parked = None
        return newest

    def take(self, most: int = OUTBOX_LINES) -> list[tuple[str, Waiting]]:
        """Return the lines that wait; call ``handed`` with them when they are written."""
        count = min(most, len(self._outbox))
        return [self._outbox.popleft() for _ in range(count)]

    def close(self) -> None:
        """End it: the parked poll is answered, lines are dropped."""
        self._closed = True
        handed(self.take(), went=False)
        self._wake()

    def _wake(self) -> None:
        if self._parked is not None and not self._parked.done():
            self._parked.set_result(None)


def handed(lines: list[tuple[str, Waiting]], *, went: bool) -> None:
    """Tell who sent ``lines`` whether they went out."""
    for _, taken in lines:
        if not taken.done():
            taken.set_result(went)
