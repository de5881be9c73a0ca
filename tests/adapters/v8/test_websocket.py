"""The WebSocket client against a server that says what a test wants."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable

import pytest

from daebug.adapters.v8 import websocket
from daebug.adapters.v8.websocket import Closed, WebSocket

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
STEP_S = 5.0

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Scene = Callable[[WebSocket, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def play(scene: Scene) -> None:
    """Play ``scene`` with both ends of a connection."""

    async def played() -> None:
        called: asyncio.Future[Streams] = asyncio.get_running_loop().create_future()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            key = head.lower().partition(b"sec-websocket-key: ")[2]
            key = head[len(head) - len(key) :].partition(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
            writer.write(b"HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            called.set_result((reader, writer))

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        ours = await websocket.connect(f"ws://127.0.0.1:{port}/id")
        reader, writer = await called
        try:
            await scene(ours, reader, writer)
        finally:
            writer.close()
            await ours.close()
            server.close()

    asyncio.run(asyncio.wait_for(played(), STEP_S))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 300_000])
def test_messages_of_every_size_go_both_ways(size: int) -> None:
    message = (b"0123456789" * (size // 10 + 1))[:size]

    async def scene(
        ours: WebSocket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ours.send(message)
        head = await reader.readexactly(2)
        assert head[0] == 0x81
        length = head[1] & 0x7F
        if length > 125:
            length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8))
        mask = await reader.readexactly(4)
        got = await reader.readexactly(length)
        assert bytes(b ^ mask[n % 4] for n, b in enumerate(got)) == message
        short = bytes([size]) if size < 126 else b"\x7f" + size.to_bytes(8)
        writer.write(b"\x81" + short + message)
        assert await ours.receive() == message

    play(scene)


def test_pieces_are_joined_and_pings_answered() -> None:
    async def scene(
        ours: WebSocket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"\x01\x02ab" + b"\x89\x01p" + b"\x80\x01c")
        assert await ours.receive() == b"abc"
        pong = await reader.readexactly(7)
        assert (pong[0], pong[6] ^ pong[2]) == (0x8A, ord("p"))

    play(scene)


@pytest.mark.parametrize(
    ("sent", "why"),
    [(b"HTTP/1.1 400 no\r\n", "garbage"), (b"\x83\x00", "garbage"), (b"\x88\x00", "closed"),
     (b"\x81\x7f" + b"\x7f" * 8, "bytes"), (b"\x81\x05ab", "ended")],
)  # fmt: skip
def test_what_is_no_websocket_ends_it(sent: bytes, why: str) -> None:
    async def scene(
        ours: WebSocket, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(sent)
        writer.write_eof()
        with pytest.raises(Closed, match=why):
            await ours.receive()

    play(scene)


def test_a_server_of_another_kind_is_told() -> None:
    async def played() -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 404 Not Found\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Closed, match="404"):
            await websocket.connect(f"ws://127.0.0.1:{port}/id")
        server.close()
        with pytest.raises(Closed):
            await websocket.connect(f"ws://127.0.0.1:{port}/id")

    asyncio.run(asyncio.wait_for(played(), STEP_S))
