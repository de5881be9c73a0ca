"""The lists of files that the hub keeps, and how they stay true.

A list is made by the watcher and changed by its facts.  Before it is used the
watcher tells all that happened until now (``CatchUp``), so whoever made a file
and then asks finds it.  A list that is lost (events were dropped, the patterns
changed, the watcher died) is made anew by the next who asks.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ...protocol.errors import DaebugError
from ...protocol.orders import Answer, Order
from ...protocol.trees import CatchUp, LeaveTree, TreeChanged, TreeListed, TreeLost, WatchTree

log = logging.getLogger("daebug.workspace")

#: Trees that are kept; the one that was not used for longest goes first.
KEPT = 8

#: Seconds to list a tree; a million files take twenty on a slow disk.
LIST_S = 60.0

#: Seconds to hear what happened in one.
CATCH_UP_S = 10.0

#: Events kept of one tree for those who follow it.
EVENTS = 20_000

#: More new names than this are sorted in as a whole.
_FEW = 200

Kind = Literal["add", "change", "unlink"]


@dataclass(eq=False)
class Listing:
    """The files of one tree."""

    root: str
    watch: int
    #: Whether facts keep it true; else it is true for one answer.
    watched: bool
    #: Files beyond the most that are listed.
    left_out: int
    #: ``.ignore`` hides some names from us that git sees.
    other_ignores: bool
    files: dict[str, None] = field(default_factory=dict)
    #: Raised when a name comes or goes.
    names_revision: int = 0
    #: Raised when anything happens.
    revision: int = 0
    #: Number of the last event, and the last ones.
    seq: int = 0
    events: deque[tuple[int, Kind, str]] = field(default_factory=lambda: deque(maxlen=EVENTS))
    #: It is not true any more, and why.
    lost: str = ""
    _sorted: list[str] | None = None

    def names(self) -> list[str]:
        """Return the files, sorted; not to be changed."""
        if self._sorted is None:
            self._sorted = sorted(self.files)
        return self._sorted

    def take(self, fact: TreeChanged) -> None:
        """Change the list by ``fact``."""
        self.revision += 1
        added = [name for name in _names(fact.added) if name not in self.files]
        removed = [name for name in _names(fact.removed) if name in self.files]
        for name in removed:
            del self.files[name]
            self._tell("unlink", name)
        for name in added:
            self.files[name] = None
            self._tell("add", name)
        for name in _names(fact.changed):
            self._tell("change", name)
        if added or removed:
            self.names_revision += 1
            self._sort_in(added, removed)

    def _tell(self, kind: Kind, name: str) -> None:
        self.seq += 1
        self.events.append((self.seq, kind, name))

    def _sort_in(self, added: list[str], removed: list[str]) -> None:
        """Keep the sorted list in step; whoever holds the old one keeps it."""
        if self._sorted is None or removed or len(added) > _FEW:
            self._sorted = None
            return
        self._sorted = list(self._sorted)
        for name in added:
            insort(self._sorted, name)


class Door(Protocol):
    """What the lists need of the hub."""

    async def ensure(self, role: str) -> None:
        """Have ``role`` running and on the bus.

        Raises:
            NoAnswer: it did not join in time.
        """

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:
        """Send an order and return its answer.

        Raises:
            DaebugError: what the role answered, or ``ProcessDown``, ``NoAnswer``.
        """

    def touch(self) -> None:
        """Say that the state was changed."""


class Trees:
    """All lists, by the real path of their root."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._known: dict[str, Listing] = {}
        self._making: dict[str, asyncio.Task[Listing]] = {}
        #: Facts of lists that are still being made, by their watch.
        self._early: dict[int, list[TreeChanged | TreeLost]] = {}
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def current(self, root: str) -> Listing:
        """Return the list of ``root`` as it is now.

        Raises:
            CantList: the folder is not there, or can't be read.
            NoAnswer, ProcessDown: the watcher does not answer.
        """
        listing = await self.caught_up(root)
        if listing is not None:
            return listing
        making = self._making.get(root)
        if making is None:
            making = asyncio.create_task(self._make(root), name=f"list {root}")
            self._making[root] = making
            making.add_done_callback(lambda _: self._making.pop(root, None))
        # Whoever gives up waiting leaves the list to the others.
        return await asyncio.shield(making)

    async def caught_up(self, root: str) -> Listing | None:
        """Return the list of ``root`` as it is now, if there is one; none is made for it."""
        listing = self._known.get(root)
        if listing is None or root in self._making:
            return None
        self._known[root] = self._known.pop(root)  # the last used stands last
        try:
            order = CatchUp(root=root, watch=listing.watch)
            await self._door.order("watcher", order, CATCH_UP_S)
        except DaebugError as error:
            self._lose(listing, error.text)
        return None if listing.lost else listing

    def known(self, root: str) -> Listing | None:
        """Return the list of ``root`` as it was last, if it is kept."""
        return self._known.get(root)

    @property
    def kept(self) -> list[Listing]:
        """The lists that are kept."""
        return list(self._known.values())

    def told(self, fact: TreeChanged | TreeLost) -> None:
        """Take a fact of the watcher."""
        if fact.watch in self._early:
            self._early[fact.watch].append(fact)
            return
        listing = self._known.get(fact.root)
        if listing is None or listing.watch != fact.watch:
            return
        if isinstance(fact, TreeLost):
            self._lose(listing, fact.why)
        else:
            listing.take(fact)

    def died(self) -> None:
        """Forget all: the watcher is gone."""
        for listing in list(self._known.values()):
            self._lose(listing, "the watcher died")

    async def _make(self, root: str) -> Listing:
        """Have a tree listed and watched."""
        await self._door.ensure("watcher")
        watch = next(self._numbers)
        self._early[watch] = []
        try:
            order = WatchTree(root=root, watch=watch)
            answer = await self._door.order("watcher", order, LIST_S)
        finally:
            early = self._early.pop(watch)
        assert isinstance(answer, TreeListed)
        listing = Listing(
            root=root,
            watch=watch,
            watched=not answer.unwatched,
            left_out=answer.left_out,
            other_ignores=answer.other_ignores,
            files=dict.fromkeys(_names(answer.files)),
        )
        if answer.unwatched:
            log.warning("%s is listed anew for each question: %s", root, answer.unwatched)
            return listing
        self._keep(listing)
        for fact in early:
            self.told(fact)
        return listing

    def _keep(self, listing: Listing) -> None:
        """Keep a list; one too many is given up."""
        self._known.pop(listing.root, None)
        self._known[listing.root] = listing
        while len(self._known) > KEPT:
            oldest = next(iter(self._known.values()))
            self._lose(oldest, "others were used more")
            task = asyncio.create_task(self._leave(oldest))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _leave(self, listing: Listing) -> None:
        """Have a tree watched no more."""
        try:
            order = LeaveTree(root=listing.root, watch=listing.watch)
            await self._door.order("watcher", order, CATCH_UP_S)
        except DaebugError as error:
            log.info("%s could not be left: %s", listing.root, error.text)

    def _lose(self, listing: Listing, why: str) -> None:
        """A list is not true any more."""
        log.info("the list of %s is given up: %s", listing.root, why)
        listing.lost = why
        listing.revision += 1
        if self._known.get(listing.root) is listing:
            del self._known[listing.root]
        self._door.touch()


def _names(data: bytes) -> list[str]:
    """Return the names in one piece of a message."""
    return os.fsdecode(data).split("\0")[:-1] if data else []
