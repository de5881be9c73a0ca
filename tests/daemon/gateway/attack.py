"""What all attacks need: a request as bytes, and the proof that the gateway lived through it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.arrivals import MS
from tests.daemon.gateway import desk as desks
from tests.daemon.gateway.desk import Desk

EVIL = "http://evil.example"


def told(root: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    """Run ``story``, then see that the gateway is alive and told nothing that is not so."""

    async def and_alive(desk: Desk) -> None:
        await story(desk)
        assert (await desk.get("/health")).json()["ok"] is True

    desks.told(root, and_alive)


def head(desk: Desk, line: str, *headers: str, host: str = "") -> bytes:
    """Return a request as bytes."""
    lines = [line, f"Host: {host or f'localhost:{desk.port}'}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def status(answer: bytes) -> int:
    """Return the status of an answer; 0 = the connection was just closed."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


async def ended(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the other end closes the connection."""
    async with asyncio.timeout(5000 * MS):
        try:
            return await reader.read()
        except ConnectionError:
            return b""
