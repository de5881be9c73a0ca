"""A relay before a program's inspector, for a debugger that is not ours.

Node writes a message in pieces and waits for the first to be acknowledged, by Nagle's
algorithm; who reads as systems do acknowledges after 40 ms, and a stop takes four messages.
Ours says so of its own socket (``websocket``); for another one we read, and hand on.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from urllib.parse import urlsplit

from .websocket import hurry

#: Bytes that are handed on at once.
PIECE_BYTES = 1 << 16


class Relay:
    """Connections to one inspector, by a port of ours."""

    def __init__(self, url: str) -> None:
        """Lead to ``ws://host:port/path``; ``open`` it first."""
        self._url = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        #: Where to connect to instead.
        self.url = ""

    async def open(self) -> None:
        """Listen, on 127.0.0.1; the path, which nobody else knows, is the inspector's.

        Raises:
            OSError: there is no port to be had.
        """
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = self._url._replace(netloc=f"127.0.0.1:{port}").geturl()

    def close(self) -> None:
        """Listen no more, and end what is connected."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._relay(reader, writer), name="relay")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on, both ways, until one of them ends."""
        with contextlib.closing(writer):
            try:
                there, on = await asyncio.open_connection(self._url.hostname, self._url.port)
            except OSError:
                return  # the program is gone, as the other will see
            with contextlib.closing(on):
                here_on = _copied(reader, _socket(writer), on)
                back = _copied(there, _socket(on), writer)
                ways = [asyncio.create_task(way) for way in (here_on, back)]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)


async def _copied(
    reader: asyncio.StreamReader, from_: socket.socket, writer: asyncio.StreamWriter
) -> None:
    """Write what comes from a socket, without waiting for more, until the end."""
    to = _socket(writer)
    with contextlib.suppress(OSError):
        to.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        hurry(from_)
        while piece := await reader.read(PIECE_BYTES):
            hurry(from_)
            writer.write(piece)
            await writer.drain()
            # To write puts a socket back into the system's habit.
            hurry(to)


def _socket(writer: asyncio.StreamWriter) -> socket.socket:
    """Return the socket that a connection is."""
    found: socket.socket = writer.get_extra_info("socket")
    return found
