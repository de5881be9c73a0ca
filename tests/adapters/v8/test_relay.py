"""The relay before an inspector: all bytes, both ways, and the end of either side."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from daebug.adapters.v8.relay import Relay

LONG = os.urandom(3_000_000)


@asynccontextmanager
async def relayed(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Give a connection to ``serve`` through a relay; close both."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    relay = Relay(f"ws://127.0.0.1:{port}/some-path")
    await relay.open()
    host, path = relay.url.removeprefix("ws://").split("/")
    assert (path, host != f"127.0.0.1:{port}") == ("some-path", True)
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        async with asyncio.timeout(10):
            yield reader, writer
    finally:
        relay.close()
        writer.close()
        server.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with what comes, in two pieces each, to the end."""
    with contextlib.closing(writer):
        while piece := await reader.read(50_000):
            writer.write(piece[:1])
            writer.write(piece[1:])
            await writer.drain()


def test_all_bytes_come_both_ways_at_once() -> None:
    async def story() -> None:
        async with relayed(echo) as (reader, writer):

            async def write() -> None:
                writer.write(LONG)
                await writer.drain()

            writing = asyncio.create_task(write())
            got = await reader.readexactly(len(LONG))
            await writing
            assert hashlib.sha256(got).digest() == hashlib.sha256(LONG).digest()

    asyncio.run(story())


def test_an_inspector_that_ends_ends_the_connection() -> None:
    async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"last words")
        writer.close()

    async def story() -> None:
        async with relayed(say) as (reader, _):
            assert await reader.read() == b"last words"

    asyncio.run(story())


def test_a_debugger_that_leaves_is_told_to_the_inspector() -> None:
    left = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.read() == b"bye"
        left.set()
        writer.close()

    async def story() -> None:
        async with relayed(wait) as (_, writer):
            writer.write(b"bye")
            writer.close()
            await left.wait()

    asyncio.run(story())


def test_a_program_that_is_gone_ends_the_connection() -> None:
    async def story() -> None:
        gone = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
        port = gone.sockets[0].getsockname()[1]
        gone.close()
        await gone.wait_closed()
        relay = Relay(f"ws://127.0.0.1:{port}/x")
        await relay.open()
        reader, writer = await asyncio.open_connection(*relay.url[5:].split("/")[0].split(":"))
        assert await reader.read() == b""
        writer.close()
        relay.close()

    asyncio.run(story())


def test_a_relay_that_closes_leaves_no_connection() -> None:
    async def story() -> None:
        async with relayed(echo) as (reader, writer):
            writer.write(b"x")
            assert await reader.readexactly(1) == b"x"
        assert await reader.read() == b""

    asyncio.run(story())
