"""The watcher's process: owner of the transcripts, on the bus and supervised.

It tells what agents write and writes what the hub orders.  Each order runs as a
task of its own and is answered exactly once; a file that somebody else is just
saving delays its own transcript only.  Reading and writing files blocks, for
tens of microseconds; a tree of a whole project has a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import Any, Protocol

from ...protocol.bus import Peer
from ...protocol.desk import Desk
from ...protocol.envelope import Envelope
from ...protocol.errors.daemon import BadMessage, CantWrite
from ...protocol.errors.pages import NoSuchRoot
from ...protocol.facts import Fact
from ...protocol.orders import Answer, CheckHealth, Done
from ...protocol.role import Surroundings
from ...protocol.scripts import (
    AddRequest,
    LeaveRoot,
    MakeTranscript,
    Proceed,
    Reply,
    TranscriptMade,
    WatchRoot,
    WriteEvents,
    WriteIndex,
    WriteNotice,
    WriteTests,
)
from ...protocol.trees import CatchUp, LeaveTree, WatchTree
from . import orders
from .edits import Edits
from .outstanding import Names
from .roots import Root
from .trees import Trees

log = logging.getLogger("daebug.watcher")

#: What is written into a transcript, and how.
WRITES: dict[type[Any], Any] = {
    Proceed: orders.proceed,
    Reply: orders.answer,
    WriteEvents: orders.happened,
    WriteNotice: orders.notice,
    WriteTests: orders.tests,
    AddRequest: orders.ask,
}


#: Seconds that what is being written has when the role ends.
SETTLE_S = 0.5


class Bus(Protocol):
    """The part of ``protocol.bus.Peer`` that the watcher needs."""

    def fact(self, message: Fact) -> None:
        """Tell the hub a fact."""

    def answer(self, order: Envelope, message: Answer) -> None:
        """Answer an order."""


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Serve the hub until ``stop`` is set or it orders ``StopRole``.

    Raises:
        NoAnswer: there is no hub.
    """
    peer = Peer(around.role, around.folder, lambda _: None)
    watcher = Watcher(peer, stop)
    peer.hand(watcher.ordered)
    try:
        if await peer.joined(stop):
            await stop.wait()
            await watcher.close()
    finally:
        watcher.unwatch()
        peer.close()


class Watcher:
    """Orders in, answers and facts out."""

    def __init__(self, bus: Bus, stop: asyncio.Event) -> None:
        """Answer on ``bus``; set ``stop`` when the hub orders it."""
        self._bus = bus
        self._roots: dict[str, Root] = {}
        self._edits = Edits(self._saved)
        self._names = Names()
        self._trees = Trees(bus.fact)
        self._desk = Desk(bus.answer, self._carry_out, stop, log)

    def ordered(self, order: Envelope) -> None:
        """Carry out ``order`` in a task of its own."""
        self._desk.ordered(order)

    async def close(self) -> None:
        """Finish what is being written, say farewell in every index, answer ``StopRole``."""
        await self._desk.settle(SETTLE_S)
        for path in list(self._roots):
            try:
                self._leave(path, time.time())
            except OSError as error:
                log.warning("no farewell in %s: %s", path, error)
        self._desk.farewell()

    def unwatch(self) -> None:
        """Watch nothing any more."""
        self._edits.close()
        self._trees.close()

    async def _carry_out(self, message: Any, _cause: str) -> Answer:
        """Return the answer; a file that can't be written is one."""
        try:
            return await self._answer(message)
        except OSError as error:
            log.warning("%s", error, extra={"step": type(message).__name__})
            path = str(error.filename or getattr(message, "root", ""))
            raise CantWrite(path=path, why=error.strerror or str(error)) from error

    def _answer(self, message: Any) -> Awaitable[Answer]:
        """Return what carries out ``message``."""
        match message:
            case CheckHealth():
                return _done()
            case WatchRoot():
                return self._watch(message)
            case LeaveRoot():
                self._leave(message.root, message.at)
                return _done()
            case WriteIndex():
                self._root(message.root).realms(message.entries)
                return _done()
            case MakeTranscript():
                return self._make(message)
            case WatchTree():
                return self._trees.watch(message)
            case LeaveTree():
                return self._trees.leave(message)
            case CatchUp():
                return self._trees.catch_up(message)
        if (write := WRITES.get(type(message))) is not None:
            return self._write(write, message)
        raise BadMessage(why=f"the watcher takes no {type(message).__name__}")

    async def _watch(self, order: WatchRoot) -> Done:
        """Watch a root; one that is watched begins anew."""
        if (before := self._roots.pop(order.root, None)) is not None:
            before.close()
        root = Root(order, self._edits, self._bus.fact, self._names)
        self._roots[order.root] = root
        try:
            await root.open()
        except OSError:
            del self._roots[order.root]
            root.close()
            raise
        return Done()

    async def _make(self, order: MakeTranscript) -> TranscriptMade:
        transcript = self._root(order.root).transcript(order.transcript)
        async with transcript.lock:
            existed = orders.make(transcript, order.realm)
        return TranscriptMade(path=transcript.page.path, existed=existed)

    async def _write(self, write: Any, message: Any) -> Done:
        await write(self._root(message.root).transcript(message.transcript), message)
        return Done()

    def _leave(self, path: str, at: float) -> None:
        """Say farewell in the index of a root; one that is not watched is left already."""
        root = self._roots.pop(path, None)
        if root is not None:
            root.close()
            root.index.close(at)

    def _root(self, path: str) -> Root:
        """Return a root that is watched.

        Raises:
            NoSuchRoot: it is not.
        """
        root = self._roots.get(path)
        if root is None:
            raise NoSuchRoot(root=path, roots=", ".join(self._roots) or "none")
        return root

    def _saved(self, folder: str, name: str) -> None:
        """Something was saved in a folder: hand it to the roots that it belongs to."""
        for root in list(self._roots.values()):
            if folder in (root.path, root.folder):
                root.saved(folder, name)


async def _done() -> Done:
    return Done()
