"""What git said of each work tree, kept while nothing happened that could change it.

An answer of git holds as long as the repository's own files are as they were
(``repository.fingerprint``) and the watcher tells of no change in the tree.  Both
are read before git is asked, so what happens meanwhile makes the answer old.
What nobody watches (files that are tracked though ignored) is looked at itself;
where there is too much of that, nothing is kept.
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass

from ...protocol.errors import DaebugError
from ...protocol.errors.searching import GitRefused
from ..keyhole import Caller
from . import git, porcelain, repository
from .porcelain import Status
from .repository import Print, Repository
from .trees import Listing, Trees

log = logging.getLogger("daebug.workspace")

#: More tracked files that are ignored than this are not looked at each time.
_MOST_IGNORED = 200

#: Seconds that a change of a repository waits for another of ours.
TURN_S = 30.0


@dataclass
class _Kept:
    """One answer and what it depends on."""

    status: Status
    listing: Listing
    revision: int
    ignored: tuple[str, ...]
    print: Print


class Statuses:
    """Answers by the top of the work tree."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, _Kept] = {}
        self._warming: dict[str, asyncio.Task[None]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def status(self, caller: Caller, trees: Trees, place: Repository) -> tuple[Status, bool]:
        """Return the status, and whether it was kept.

        Raises:
            NoWorkTree, GitRefused, GitTimedOut, NoGit: as ``git.ask``.
        """
        kept = self._kept.get(place.root)
        listing = await trees.caught_up(place.root)
        if kept is not None and self._holds(kept, listing, place):
            return kept.status, True
        if listing is None or kept is None:
            # Git alone answers the first question; what makes the next one fast comes after.
            status = await self._ask(caller, place)
            self._warm(caller, trees, place)
            return status, False
        return await self._refresh(caller, listing, place, kept.ignored), False

    def turn(self, place: Repository) -> asyncio.Lock:
        """Return what a change of the repository holds, so that ours come one by one."""
        return self._turns.setdefault(place.shared, asyncio.Lock())

    @staticmethod
    def _holds(kept: _Kept, listing: Listing | None, place: Repository) -> bool:
        """Whether nothing happened since."""
        if listing is not kept.listing or listing.revision != kept.revision:
            return False
        return repository.fingerprint(place, kept.status.upstream, kept.ignored) == kept.print

    def _warm(self, caller: Caller, trees: Trees, place: Repository) -> None:
        """See to it that the next question need not ask git."""
        if place.root not in self._warming:
            task = asyncio.create_task(self._prepare(caller, trees, place))
            self._warming[place.root] = task
            task.add_done_callback(lambda _: self._warming.pop(place.root, None))

    async def _prepare(self, caller: Caller, trees: Trees, place: Repository) -> None:
        """List the tree, find what is not watched in it, ask git once more."""
        try:
            listing = await trees.current(place.root)
            if not listing.watched or listing.other_ignores or listing.left_out:
                return
            words = ("ls-files", "-z", "--cached", "--ignored", "--exclude-standard")
            names = os.fsdecode(await git.ask(caller, place.root, *words)).split("\0")[:-1]
            if len(names) <= _MOST_IGNORED:
                await self._refresh(caller, listing, place, tuple(names))
        except DaebugError as error:
            log.info("the status of %s is not kept: %s", place.root, error.text)

    async def _refresh(
        self, caller: Caller, listing: Listing, place: Repository, ignored: tuple[str, ...]
    ) -> Status:
        """Ask git, and keep the answer."""
        before = self._kept.get(place.root)
        upstream = before.status.upstream if before else ""
        revision = listing.revision
        seen = repository.fingerprint(place, upstream, ignored)
        status = await self._ask(caller, place)
        if status.upstream != upstream:
            # The branch's upstream is part of the print: it can be taken only now.
            seen = repository.fingerprint(place, status.upstream, ignored)
            status = await self._ask(caller, place)
        if not listing.lost:
            self._kept[place.root] = _Kept(status, listing, revision, ignored, seen)
        return status

    @staticmethod
    async def _ask(caller: Caller, place: Repository) -> Status:
        """Ask git."""
        said = await git.ask(caller, place.root, *porcelain.WORDS)
        try:
            return porcelain.read(said)
        except ValueError as error:
            raise GitRefused(verb="status", why=str(error)) from error
