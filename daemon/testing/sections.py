"""Test runs that nobody ordered from the command line, on their way into transcripts.

A run that a request started is written into its transcript, one that a page
started by itself into the page's own: progress at most once a second, each
section in the place of the one before, and the result at the end, also when the
page was left before it had told one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from ...protocol.errors import DaebugError
from ...protocol.pages import RealmJoined, RealmLeft, TestResult, TestsProgressed, Totals
from ...protocol.scripts import WriteTests
from ...protocol.transcript import progress
from .. import reduce_pages
from ..jobs import Door

log = logging.getLogger("daebug.tests")

#: Seconds between two sections of one run, and for the watcher to write one.
BETWEEN_S, WRITE_S = 1.0, 10.0

#: Results that are kept of a run, for the case that its page does not tell the end.
KEPT = 2_000


@dataclass
class Told:
    """One run as it was told so far."""

    #: Whose it is: root, realm, load.
    owner: tuple[str, str, str]
    #: Where it is written; empty = nowhere.
    transcript: str
    totals: Totals = field(default_factory=Totals)
    duration_ms: float = 0.0
    #: What the next section lists.
    tests: list[TestResult] = field(default_factory=list)
    #: Failures first in the end, should the page not tell it.
    known: list[TestResult] = field(default_factory=list)
    complete: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: Something was told since the last section.
    fresh: bool = False
    task: asyncio.Task[None] | None = None


class Sections:
    """The runs of all pages that are not over."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._runs: dict[tuple[str, str, str], Told] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def told(self, fact: TestsProgressed) -> None:
        """Take progress of a run."""
        key = (fact.root, fact.realm, fact.run)
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = self._new(fact)
        run.totals, run.duration_ms, run.complete = fact.totals, fact.duration_ms, fact.complete
        run.tests = fact.recent if fact.complete else [*run.tests, *fact.recent][-KEPT:]
        run.known = [*run.known, *fact.recent][-KEPT:]
        if fact.complete:
            del self._runs[key]
        self._write(run)

    def left(self, fact: RealmLeft) -> None:
        """End the runs of a load that is over: nobody will tell more of them."""
        self._break(fact.root, fact.realm, lambda load: load == fact.load, fact.reason)

    def joined(self, fact: RealmJoined) -> None:
        """End the runs of loads before this one."""
        self._break(fact.root, fact.realm, lambda load: load != fact.load, "reloaded")

    def _break(self, root: str, realm: str, of: Callable[[str], bool], reason: str) -> None:
        """End the runs of a realm's loads that ``of`` accepts."""
        found = [
            key
            for key, run in self._runs.items()
            if run.owner[:2] == (root, realm) and of(run.owner[2])
        ]
        for key in found:
            run = self._runs.pop(key)
            why = reduce_pages.REASONS.get(reason, reason)
            broken = TestResult(name="the run was broken off", status="fail", error=why)
            before = run.totals
            run.totals = Totals(
                passed=before.passed,
                failed=before.failed + 1,
                skipped=before.skipped,
                total=before.total + 1,
            )
            run.tests, run.complete = [broken, *run.known], True
            self._write(run)

    async def close(self) -> None:
        """Write no more; what is being written is given a moment."""
        for run in self._runs.values():
            run.over.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=BETWEEN_S)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _new(self, fact: TestsProgressed) -> Told:
        """Return a run that was not heard of before: where it is to be written."""
        root = self._door.state.roots.get(fact.root)
        realm = root.realms.get(fact.realm) if root is not None and not root.lent else None
        owner = (fact.root, fact.realm, fact.load)
        if realm is None:
            return Told(owner, "")
        # A job of the command line touches no transcript; nor do the tests that it runs.  What the
        # page tells before it says that it has begun with a job is its own.
        job = realm.job if realm.job is not None and realm.job.state == "started" else None
        return Told(owner, realm.transcript if job is None else job.transcript)

    def _write(self, run: Told) -> None:
        """Have a section written, soon."""
        run.fresh = True
        if run.complete:
            run.over.set()
        if run.transcript and run.task is None:
            run.task = asyncio.create_task(self._sections(run))
            self._tasks.add(run.task)
            run.task.add_done_callback(self._tasks.discard)

    async def _sections(self, run: Told) -> None:
        """Write sections of one run until nothing is new."""
        try:
            while run.fresh:
                run.fresh = False
                tests, run.tests = run.tests, []
                await self._section(run, tests, complete=run.complete)
                with contextlib.suppress(TimeoutError):  # its end is not kept waiting
                    await asyncio.wait_for(run.over.wait(), BETWEEN_S)
        finally:
            # Not in a callback: what comes next must find no task here, and start one.
            run.task = None

    async def _section(self, run: Told, tests: list[TestResult], *, complete: bool) -> None:
        """Have the watcher write one section."""
        root, _, _ = run.owner
        section = progress.section(run.totals, run.duration_ms, tests, complete=complete)
        order = WriteTests(root=root, transcript=run.transcript, markdown=section)
        try:
            await self._door.order("watcher", order, WRITE_S)
        except DaebugError as error:
            log.warning("tests are not in transcript %s: %s", run.transcript, error.text)
