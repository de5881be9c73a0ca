"""The pages' side of the hub: what follows when a fact of gateway or watcher has come in.

``reduce_pages`` has changed the state before ``told`` is called; here it is
decided who must do something about it.  Nothing in here waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from ..protocol import asks, facts, pages
from ..protocol.errors import DaebugError
from ..protocol.facts import Fact
from ..protocol.pages import Happened
from ..protocol.scripts import RequestFound, RequestWithdrawn, ShutdownAsked
from . import reduce_pages
from .accepted import Accepted
from .asks import Asks
from .background import Background
from .jobs import Door, Jobs
from .journal import ServedRoot
from .requests import Requests
from .roots import Roots
from .testing.runs import TestRuns
from .testing.sections import Sections

log = logging.getLogger("daebug.pages")

#: Seconds between looks for realms that are gone for long.
LOOK_S = 5.0

#: Seconds that replies have when a root is closed.
LAST_S = 2.0

#: How often a folder of a killed daemon is tried again, and the wait between, seconds.
TRIES, AGAIN_S = 10, 0.5


class Pages:
    """Roots, jobs, requests and events, put together."""

    def __init__(self, door: Door) -> None:
        """Begin with no root."""
        self._door = door
        self.roots = Roots(door)
        self.jobs = Jobs(door, self.roots.changed)
        self._requests = Requests(door, self.jobs)
        self.roots.out = self._requests.out
        self._background = Background(door)
        self._asks = Asks(door, self)
        self.tests = TestRuns(door, self.jobs, self.roots)
        self._sections = Sections(door)
        self._tasks: set[asyncio.Task[None]] = set()
        #: Folders of a killed daemon that are not served again yet, by path.
        self.restoring: dict[str, ServedRoot] = {}
        #: Roles that died and are not back.
        self._dead: set[str] = set()
        self._look = asyncio.get_running_loop().call_later(LOOK_S, self._prune)

    @property
    def door(self) -> Door:
        """The hub: its state, its roles."""
        return self._door

    def told(self, fact: Fact) -> None:
        """Act on a fact that has changed the state."""
        match fact:
            case pages.RealmJoined():
                self.roots.changed(fact.root)
                self._sections.joined(fact)
            case pages.RealmLeft():
                self.roots.changed(fact.root)
                self._sections.left(fact)
            case pages.RealmsBeat():
                self.roots.changed(fact.root)
            case pages.TestsProgressed():
                if not self.tests.told(fact):
                    self._sections.told(fact)
            case pages.JobStarted():
                self.roots.changed(fact.root)
            case pages.JobFinished():
                self.roots.changed(fact.root)
                job = self._door.state.page_jobs.get(fact.job)
                if job is not None and job.state == "late" and not job.late_told:
                    job.late_told = True
                    self._requests.late(job)
            case RequestFound():
                self._requests.found(fact)
            case RequestWithdrawn():
                self._requests.withdrawn(fact)
            case asks.Asked():
                self._asks.asked(fact)
            case asks.AskDropped(ask=ask):
                self._asks.dropped(ask)
            case ShutdownAsked():
                self.closing(fact.root)
            case facts.RoleJoined() if fact.role in self._dead:
                self._dead.discard(fact.role)
                self.roots.again(fact.role)
            case _:
                pass

    def happened(self, fact: Happened) -> None:
        """Act on events that are in the state."""
        self._background.happened(fact)

    def died(self, role: str, how: str) -> None:
        """A role died: what it held is gone, and is given to the next one."""
        if role == "gateway":
            self._asks.gateway_died()
            reduce_pages.all_left(self._door.state, f"the gateway process died ({how})")
        elif role == "watcher":
            self._requests.watcher_died()
        self._dead.add(role)

    def record(self, folder: Path) -> None:
        """Write into ``folder`` what pages are given, and read what was left there."""
        self._requests.accepted = self.roots.accepted = Accepted(folder)

    def restore(self, served: list[ServedRoot]) -> None:
        """Serve what a daemon served that was killed."""
        for one in served:
            self.restoring[one.path] = one
            self._start(self._restore(one))

    def closing(self, path: str) -> None:
        """Begin to close a root; nobody waits for it."""
        self._start(self.close_root(path))

    async def close_root(self, path: str) -> None:
        """Close a root; what was asked in its files is answered first."""
        root = self._door.state.roots.get(path)
        if root is None:
            return
        for job in [j for j in self._door.state.page_jobs.values() if j.root == path and j.open]:
            await self.jobs.cancel(job, "the folder is not served any more")
        await self._requests.idle(path, LAST_S)
        await self.roots.close(path)

    async def close(self) -> None:
        """Close everything: the daemon ends."""
        self._look.cancel()
        await self._asks.close()
        for path in list(self._door.state.roots):
            await self.close_root(path)
        await self._background.close()
        await self._sections.close()
        await self._requests.close()
        await self.jobs.close()
        await self.roots.shut()
        if self.roots.accepted is not None:
            self.roots.accepted.close()

    async def _restore(self, served: ServedRoot) -> None:
        """Serve one folder again; the killed daemon's gateway may still hold its port."""
        for _ in range(TRIES):
            try:
                root = await self.roots.open(served.path, port=served.port, token=served.token)
            except DaebugError as error:
                log.warning("%s can't be served again yet: %s", served.path, error.text)
                await asyncio.sleep(AGAIN_S)
            else:
                root.started_at = served.started_at
                log.info("%s is served again", served.path)
                break
        self.restoring.pop(served.path, None)
        self._door.touch()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have ``work`` done beside everything else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _prune(self) -> None:
        """Drop what is gone for long, and come again."""
        for path in list(self._door.state.roots):
            self.roots.prune(path)
        self._look = asyncio.get_running_loop().call_later(LOOK_S, self._prune)
