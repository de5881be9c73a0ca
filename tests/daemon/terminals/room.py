"""A collection of terminals in this process, and words for what a test does with it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from daebug.daemon.terminals.collection import Collection
from daebug.protocol.terminals import (
    CloseTerminal,
    ReadTerminal,
    StartTerminal,
    Terminal,
    TerminalRead,
)
from tests.arrivals import MS, Arrivals

ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


class Room:
    """A collection, and words for it."""

    def __init__(self) -> None:
        """Make it."""
        self.facts = Arrivals()
        self.all = Collection(self.facts)

    def start(self, *words: str, **fields: Any) -> Terminal:
        """Start a program."""
        known: dict[str, Any] = {"cwd": "/tmp", "env": ENV, **fields}
        return self.all.start(StartTerminal(command=list(words), **known))

    def script(self, text: str, **fields: Any) -> Terminal:
        """Start a shell script."""
        return self.start("/bin/sh", "-c", text, **fields)

    async def read(self, name: str, **fields: Any) -> TerminalRead:
        """Read, with a long wait unless told otherwise."""
        known: dict[str, Any] = {"limit": 1_000_000, "since": 0, "wait_s": 10_000 * MS, **fields}
        return await self.all.named(name).read(ReadTerminal(terminal=name, **known))

    def write(self, name: str, data: bytes) -> None:
        """Type."""
        self.all.named(name).write(data)

    async def close(self, name: str, **fields: Any) -> int:
        """Close; return how many processes beside the program were ended."""
        return (await self.all.close(CloseTerminal(terminal=name, **fields))).ended


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    """Give a room, and empty it."""
    made = Room()
    try:
        yield made
    finally:
        await made.all.leave()


def played(story: Callable[[Room], Awaitable[None]]) -> None:
    """Run ``story`` in a fresh room."""

    async def run() -> None:
        async with asyncio.timeout(30_000 * MS), room() as made:
            await story(made)

    asyncio.run(run())


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
