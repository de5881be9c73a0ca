"""``daebug term attach`` for a page: a client of the command line's socket.

So a page sees what a person at a terminal sees, and nothing beside the command
line can reach a terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from ... import __version__
from ...protocol import framing, places, wire

#: Bytes of one read.
READ_BYTES = 64 * 1024


class Attachment:
    """One connection to the hub."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over a connection whose ask was sent."""
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, folder: Path, name: str, size: tuple[int, int]) -> Self:
        """Ask the hub of ``folder`` to be attached to the terminal ``name``.

        Raises:
            OSError: there is no hub.
        """
        reader, writer = await asyncio.open_unix_connection(str(places.socket(folder)))
        made = cls(reader, writer)
        ask = wire.ArgvAsk(
            v=wire.VERSION,
            version=__version__,
            argv=[b"term", b"attach", name.encode()],
            cwd=b"/",
            env=[],
            tty=(True, True, False),
            cols=size[0],
        )
        writer.write(framing.frame(wire.encode(ask)))
        await made.resize(size)
        return made

    async def output(self) -> AsyncIterator[bytes]:
        """Yield what the hub has to show, errors included, until the end."""
        framer = framing.Framer()
        while data := await self._reader.read(READ_BYTES):
            for body in framer.feed(data):
                channel, payload = wire.pair(body)
                if channel in {wire.STDOUT, wire.STDERR} and isinstance(payload, bytes):
                    yield payload
                elif channel == wire.EXIT:
                    return

    async def keys(self, data: bytes) -> None:
        """Type ``data``; nothing is typed by no bytes."""
        if data:
            await self._send(wire.INPUT, data)

    async def resize(self, size: tuple[int, int]) -> None:
        """Tell the size of the page, in columns and rows."""
        await self._send(wire.SIZE, list(size))

    def close(self) -> None:
        """Leave; the program runs on."""
        self._writer.close()

    async def _send(self, channel: int, payload: object) -> None:
        self._writer.write(framing.frame(wire.encode((channel, payload))))
        try:
            await self._writer.drain()
        except ConnectionError:
            return  # the hub is gone: the end of the output tells
