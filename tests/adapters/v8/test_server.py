"""The adapter as a process, with an inspector that misbehaves behind it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from daebug.adapters import connection, node
from daebug.adapters.connection import Connection
from daebug.adapters.dap.messages import Event
from daebug.protocol.errors.adapter import AdapterRefused
from tests.adapters import tools
from tests.adapters.v8.test_websocket import GUID

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

STEP_S = 10.0

#: Answer one message of the adapter: bytes of frames, or nothing.
Reply = Callable[[dict[str, Any]], bytes]


def framed(message: object) -> bytes:
    """Return a message as a WebSocket frame."""
    data = msgspec.json.encode(message)
    return b"\x81\x7e" + len(data).to_bytes(2) + data


def good(message: dict[str, Any]) -> bytes:
    """Answer everything with success."""
    value = {"result": {"type": "string", "value": "11.3"}}
    return framed({"id": message["id"], "result": value})


async def inspector(reply: Reply) -> asyncio.Server:
    """Return a server that is an inspector as far as ``reply`` goes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        key = next(line for line in head if line.startswith(b"Sec-WebSocket-Key: "))[19:]
        accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
        writer.write(b"HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        try:
            while True:
                head_ = await reader.readexactly(2)
                size = head_[1] & 0x7F
                if size == 126:
                    size = int.from_bytes(await reader.readexactly(2))
                mask = await reader.readexactly(4)
                data = await reader.readexactly(size)
                if head_[0] & 0x0F == 1:
                    text = bytes(b ^ mask[n % 4] for n, b in enumerate(data))
                    writer.write(reply(msgspec.json.decode(text)))
        except asyncio.IncompleteReadError:
            writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def play(reply: Reply, scene: Callable[[Connection, str], Awaitable[None]], folder: Path) -> None:
    """Play ``scene`` with the real adapter and a false inspector."""
    tools.need("node")

    async def played() -> None:
        server = await inspector(reply)
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
        link = await connection.start(node.locate("", os.environ), folder, os.environ)
        try:
            await link.greet(STEP_S)
            await scene(link, url)
        finally:
            await link.close(0.0)
            server.close()

    asyncio.run(asyncio.wait_for(played(), STEP_S * 2))


async def asked(link: Connection, command: str, **arguments: Any) -> dict[str, Any]:
    """Ask the adapter."""
    body = await link.exchange.request(command, arguments, timeout_s=STEP_S)
    return dict(msgspec.json.decode(body or b"{}"))


async def until(link: Connection, name: str) -> dict[str, Any]:
    """Return the body of the next event called ``name``."""
    while True:
        item = await asyncio.wait_for(link.exchange.heard.get(), STEP_S)
        if isinstance(item, Event) and item.name == name:
            return item.body


def test_an_inspector_that_is_not_there_is_told(tmp_path: Path) -> None:
    async def scene(link: Connection, _url: str) -> None:
        with pytest.raises(AdapterRefused, match="no inspector at"):
            await asked(link, "attach", url="ws://127.0.0.1:9/x")

    play(good, scene, tmp_path)


@pytest.mark.parametrize("garbage", [b"\x81\x03{a}", b"no frame at all", b"\x88\x00"])
def test_garbage_ends_the_session_and_answers_whoever_asks(garbage: bytes, tmp_path: Path) -> None:
    def reply(message: dict[str, Any]) -> bytes:
        bad = message["params"].get("expression") == "bad"
        return garbage if bad else good(message)

    async def scene(link: Connection, url: str) -> None:
        await asked(link, "attach", url=url)
        with pytest.raises(AdapterRefused, match="can't be asked any more"):
            await asked(link, "evaluate", expression="bad")
        await until(link, "terminated")
        with pytest.raises(AdapterRefused, match="no inspector any more"):
            await asked(link, "evaluate", expression="1")
        assert link.alive

    play(reply, scene, tmp_path)


def test_answers_twice_for_nobody_and_of_wrong_types_hurt_nobody(tmp_path: Path) -> None:
    def reply(message: dict[str, Any]) -> bytes:
        if message["params"].get("expression") == "twice":
            return good(message) * 2 + framed({"id": 12345, "result": 1})
        if message["params"].get("expression") == "pause":
            paused = {"method": "Debugger.paused", "params": {"reason": "other", "callFrames": []}}
            return framed(paused) + good(message)
        if message["params"].get("expression") == "strange":
            odd = framed({"method": "Debugger.paused", "params": {"callFrames": "none"}})
            odd += framed({"method": "Debugger.breakpointResolved", "params": {}})
            return odd + framed({"id": message["id"], "result": {"result": "text"}})
        return good(message)

    async def scene(link: Connection, url: str) -> None:
        await asked(link, "attach", url=url)
        assert (await asked(link, "evaluate", expression="twice"))["result"] == '"11.3"'
        with pytest.raises(AdapterRefused):
            await asked(link, "evaluate", expression="strange")
        assert (await asked(link, "evaluate", expression="1"))["result"] == '"11.3"'
        await asked(link, "configurationDone")
        await asked(link, "evaluate", expression="pause")
        assert (await until(link, "stopped"))["threadId"] == 1

    play(reply, scene, tmp_path)


def test_what_the_adapter_does_not_know_is_refused(tmp_path: Path) -> None:
    async def scene(link: Connection, _url: str) -> None:
        for command in ("stepBack", "nonsense", "stackTrace", "next"):
            with pytest.raises(AdapterRefused):
                await asked(link, command, threadId=1)

    play(good, scene, tmp_path)
