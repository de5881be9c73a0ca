"""Attacks on WebSockets: frames that are none, floods, silence."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from pathlib import Path

import pytest

from daebug.protocol.pages import RealmJoined
from tests.arrivals import MS
from tests.daemon.gateway.attack import ended, status, told
from tests.daemon.gateway.desk import TOKEN, Desk

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def upgraded(desk: Desk, *more: str) -> tuple[bytes, Streams]:
    """Open a WebSocket by hand; return the head of the answer, and the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
    lines = [
        f"GET /-daebug/socket?token={TOKEN} HTTP/1.1",
        f"Host: localhost:{desk.port}",
        f"Origin: {desk.url('')}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        *more,
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    return await reader.readuntil(b"\r\n\r\n"), (reader, writer)


def frame(opcode: int, data: bytes = b"", *, fin: bool = True, length: int = -1) -> bytes:
    """Return a masked frame; ``length`` = what it claims to be."""
    claimed = len(data) if length < 0 else length
    first = (0x80 if fin else 0) | opcode
    if claimed < 126:
        lead = struct.pack(">BB", first, 0x80 | claimed)
    elif claimed < 65536:
        lead = struct.pack(">BBH", first, 0x80 | 126, claimed)
    else:
        lead = struct.pack(">BBQ", first, 0x80 | 127, claimed)
    return lead + bytes(4) + data  # a mask of zeros


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not close when told to is cut off soon."""
    monkeypatch.setattr("daebug.daemon.gateway.sockets.CLOSE_S", 50 * MS)


@pytest.mark.parametrize(
    "bytes_sent",
    [
        frame(1, length=2**63),
        frame(1, length=64 * 1024 * 1024),
        frame(2, b"x" * 1024 * 1024, fin=False) + frame(0, b"x" * 1024 * 1024, fin=False) * 20,
        frame(3, b"{}"),
        frame(0x0F, b"{}"),
        frame(0x41, b"{}"),
        frame(9, b"p" * 200),
        frame(0, b"{}"),
        b"\xff" * 64,
        frame(1, b'{"t":"hello","load":"x","name":"' + b"n" * 1000),
        frame(1, b"\xff\xfe"),
        frame(1, b"[" * 100_000),
        frame(1, b'{"t":"started","job":"j1"}'),
    ],
    ids=[
        "a-length-of-2-63", "64-MB", "fragments-without-end", "a-reserved-opcode",
        "a-reserved-control", "a-compressed-frame", "a-long-ping", "a-continuation-of-nothing",
        "noise", "half-a-hello", "no-utf-8", "deep", "no-hello",
    ],
)  # fmt: skip
def test_a_frame_that_is_none_ends_its_connection_and_nothing_else(
    tmp_path: Path, bytes_sent: bytes
) -> None:
    async def story(desk: Desk) -> None:
        answer, (reader, writer) = await upgraded(desk)
        assert status(answer) == 101
        writer.write(bytes_sent)
        await ended(reader)
        writer.close()
        assert desk.said(RealmJoined) == []

    told(tmp_path, story)


def test_a_socket_is_never_compressed(tmp_path: Path) -> None:
    """A kilobyte of deflated zeros is a megabyte in our memory."""

    async def story(desk: Desk) -> None:
        answer, (_, writer) = await upgraded(
            desk, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
        )
        assert status(answer) == 101
        assert b"deflate" not in answer.lower()
        writer.close()

    told(tmp_path, story)


def test_pings_that_nobody_reads_the_answers_of_stop_nobody(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        _, (_, writer) = await upgraded(desk)
        hello = b'{"t":"hello","load":"x","name":"flood"}'
        writer.write(frame(1, hello) + frame(9, b"p" * 100) * 50_000)
        async with desk.page("calm", "l2") as page:
            await desk.run("calm")
            assert (await page.hear("job"))["job"] == "j1"
        writer.close()

    told(tmp_path, story)


def test_a_socket_without_a_hello_is_closed_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.sockets.HELLO_S", 50 * MS)

    async def story(desk: Desk) -> None:
        _, (reader, writer) = await upgraded(desk)
        await ended(reader)
        writer.close()

    told(tmp_path, story)
