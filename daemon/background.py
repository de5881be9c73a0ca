"""Events on their way into transcripts: gathered, then written at most once a second.

Those of a job stand in its live region while it runs, and then in its reply;
what it logs after that is background like all the rest.  What is in a ring is
read only when it is written or asked for.
"""

from __future__ import annotations

import asyncio
import logging
import time

from ..protocol.errors import DaebugError
from ..protocol.pages import Happened
from ..protocol.scripts import WriteEvents
from . import replies
from .jobs import Door
from .page_state import PageJob, Realm, Ring

log = logging.getLogger("daebug.pages")

#: Seconds that events wait for others, and between two writes of one transcript.
GATHER_S, BETWEEN_S = 0.1, 1.0

#: Events and bytes of one write that are kept to choose from.
EVENTS, EVENT_BYTES = 2_000, 1_000_000

#: Seconds for the watcher to write them.
WRITE_S = 10.0


class Background:
    """The events of all realms that are not in their transcripts yet."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._waiting: dict[tuple[str, str], Ring] = {}
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._live: dict[str, asyncio.Task[None]] = {}

    def happened(self, fact: Happened) -> None:
        """Gather a batch; a job's events wait for its reply, and are shown while it runs."""
        job = self._door.state.page_jobs.get(fact.job) if fact.job else None
        if job is not None and not job.told:
            if job.open and job.transcript and job.id not in self._live:
                self._live[job.id] = asyncio.create_task(self._show(job))
            return
        key = (fact.root, fact.realm)
        ring = self._waiting.get(key)
        if ring is None:
            ring = self._waiting[key] = Ring(EVENTS, EVENT_BYTES)
        ring.add(fact, time.time())
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._write(key))

    async def close(self) -> None:
        """Write no more."""
        tasks = [*self._tasks.values(), *self._live.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, job: PageJob) -> None:
        """Have what ``job`` logged so far in its live region, once a second while there is more."""
        seq = 0
        try:
            while job.open and job.events.seq > seq:
                # A job that is quick has its reply sooner.
                await asyncio.sleep(BETWEEN_S)
                seq = job.events.seq
                if job.open:
                    await self._region(job)
        finally:
            del self._live[job.id]

    async def _region(self, job: PageJob) -> None:
        """Have the watcher show the events of ``job``."""
        told = replies.shown(job.events, job.console)
        await self._tell(
            WriteEvents(
                root=job.root,
                transcript=job.transcript,
                realm=job.realm,
                events=told.events,
                left_out=told.left_out,
                at=time.time(),
                request=job.request,
            )
        )

    async def _write(self, key: tuple[str, str]) -> None:
        """Write what is gathered, until nothing came for a while."""
        try:
            await asyncio.sleep(GATHER_S)
            while ring := self._waiting.pop(key, None):
                root = self._door.state.roots.get(key[0])
                if root is None or root.lent or (realm := root.realms.get(key[1])) is None:
                    return
                await self._order(realm, ring)
                await asyncio.sleep(BETWEEN_S)
        finally:
            # Not in a callback: what comes next must find no task here, and start one.
            del self._tasks[key]

    async def _order(self, realm: Realm, ring: Ring) -> None:
        """Have the watcher write ``ring``."""
        told = replies.shown(ring)
        order = WriteEvents(
            root=realm.root,
            transcript=realm.transcript,
            realm=realm.name,
            events=told.events,
            left_out=told.left_out,
            at=time.time(),
        )
        await self._tell(order)

    async def _tell(self, order: WriteEvents) -> None:
        """Give an order to the watcher; a failure of it is logged."""
        try:
            await self._door.order("watcher", order, WRITE_S)
        except DaebugError as error:
            log.warning("events of %s are not in its transcript: %s", order.realm, error.text)
