"""Thousands of pages in one process: each joins, waits, and answers its job.

``python -m tests.bench.crowd WAY PORT TOKEN FIRST COUNT``: ``WAY`` is
``socket`` or ``poll``; the pages are called ``crowd-FIRST`` and so on.  Prints
``joined`` when all are there, and at each line that it reads how many jobs were
answered and how many connections ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.bench import websocket

#: Pages that connect at the same time.
AT_ONCE = 100

#: Seconds for one page to join.
PATIENCE_S = 60.0

#: The value that each job is answered with.
VALUE = {"kind": "number", "text": "42", "type": "Number", "json": "42"}


class Counts:
    """What happened to all of them."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.answered = 0
        self.lost = 0


class Member(asyncio.Protocol):
    """One page; ``joined`` is done when it was welcomed."""

    def __init__(self, counts: Counts, port: int, token: str, name: str) -> None:
        """Be ``name``."""
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.counts = counts
        self.port = port
        self.token = token
        self.hello = {"t": "hello", "v": 1, "name": name, "load": f"load-{name}", "kind": "page"}
        self.pending = bytearray()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.begin()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self.pending += data
        self.take()

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended: we never end it."""
        self.counts.lost += 1
        if not self.joined.done():
            self.joined.set_exception(exc or ConnectionError("closed"))

    def begin(self) -> None:
        """Say the first words."""
        raise NotImplementedError

    def take(self) -> None:
        """Look at ``pending``."""
        raise NotImplementedError

    def welcomed(self) -> None:
        """It is in."""
        if not self.joined.done():
            self.joined.set_result(None)


class SocketMember(Member):
    """A page with a WebSocket."""

    def begin(self) -> None:
        """Ask for the WebSocket."""
        self.open = False
        self.transport.write(websocket.opening(self.port, self.token))

    def take(self) -> None:
        """Take frames."""
        if not self.open:
            end = self.pending.find(b"\r\n\r\n")
            if end < 0:
                return
            del self.pending[: end + 4]
            self.open = True
            self.say(self.hello)
        while (data := websocket.cut(self.pending)) is not None:
            message = json.loads(data)
            if message["t"] == "welcome":
                self.welcomed()
            elif message["t"] == "ping":
                self.say({"t": "pong", "at": message["at"]})
            elif message["t"] == "job":
                self.say(result(message["job"]))
                self.counts.answered += 1

    def say(self, message: dict[str, Any]) -> None:
        """Send one message."""
        self.transport.write(websocket.frame(json.dumps(message).encode()))


class PollMember(Member):
    """A page that polls: one request after another on one connection."""

    def begin(self) -> None:
        """Post the hello."""
        self.name = str(self.hello["name"])
        self.load = str(self.hello["load"])
        self.waiting: list[dict[str, Any]] = [self.hello]
        self.next()

    def take(self) -> None:
        """Take a whole answer, then ask again."""
        end = self.pending.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.pending[:end].lower()
        at = head.find(b"content-length:")
        size = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.pending) < end + 4 + size:
            return
        body = bytes(self.pending[end + 4 : end + 4 + size])
        del self.pending[: end + 4 + size]
        if not head.startswith(b"http/1.1 200"):
            self.transport.close()
            return
        for message in json.loads(body):
            if message["t"] == "welcome":
                self.name = message["name"]
                self.welcomed()
            elif message["t"] == "job":
                self.waiting.append(result(message["job"]))
                self.counts.answered += 1
        self.next()

    def next(self) -> None:
        """Post what is to be said; else poll."""
        body = json.dumps(self.waiting).encode() if self.waiting else b""
        self.waiting = []
        what = "POST /-daebug/post" if body else "GET /-daebug/poll"
        lines = [
            f"{what}?token={self.token}&name={self.name}&load={self.load} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Origin: http://localhost:{self.port}",
            *([f"Content-Length: {len(body)}", "Content-Type: application/json"] if body else []),
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)


WAYS: dict[str, type[Member]] = {"socket": SocketMember, "poll": PollMember}


def result(job: str) -> dict[str, Any]:
    """Return the answer to ``job``."""
    return {"t": "result", "job": job, "ok": True, "value": VALUE, "duration_ms": 0.1}


async def main(words: list[str]) -> None:
    """Join them all, then report when asked."""
    way, port, token, first, count = words
    loop = asyncio.get_running_loop()
    counts, gate, kept = Counts(), asyncio.Semaphore(AT_ONCE), list[Member]()

    async def join(number: int) -> None:
        async with gate, asyncio.timeout(PATIENCE_S):
            name = f"crowd-{number}"
            _, member = await loop.create_connection(
                lambda: WAYS[way](counts, int(port), token, name), "127.0.0.1", int(port)
            )
            kept.append(member)
            await member.joined

    async with asyncio.TaskGroup() as group:
        for number in range(int(first), int(first) + int(count)):
            group.create_task(join(number))
    print("joined", flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps({"answered": counts.answered, "lost": counts.lost}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
