"""Jobs of pages: a queue a realm, one job at a time in each, many realms at once.

A job is handed out once.  When its order is not answered, nobody knows whether
the page has it, so it is interrupted and never sent again.  One task serves
one realm's queue for as long as something is in it; a job ends by a fact
(``reduce_pages``), by its time, or by ``cancel``.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import time
from collections import deque
from typing import Protocol

from ..protocol.config import Config
from ..protocol.errors import DaebugError
from ..protocol.errors.pages import NoSuchRealm
from ..protocol.orders import Answer, Order
from ..protocol.pages import CancelJob, RunJob
from . import reduce_pages
from .page_state import PageJob, Realm, Ring
from .state import State

log = logging.getLogger("daebug.pages")

#: Jobs that are over and kept: for results that come late, and for who asks.
KEPT = 500

#: Events and bytes kept for one reply.
EVENTS, EVENT_BYTES = 5_000, 2_000_000

#: Seconds that a page which is being loaded anew has to come back for a waiting job.
RETURN_S = 2.0

#: Seconds on top of a job's own: the page tells better than we do that its time is up.
GRACE_S = 0.5

#: Seconds for the gateway to hand a job over, or to pass a word on.
HAND_S = 5.0

#: Seconds that events sent before a result may come after it: they take another stream.
EVENTS_S = 0.5


class Door(Protocol):
    """What the pages' side of the hub needs of it."""

    state: State

    @property
    def config(self) -> Config:
        """The settings in force."""

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


class Jobs:
    """All that waits or runs."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._queues: dict[tuple[str, str], deque[PageJob]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self._trim_at = 2 * KEPT
        # A later daemon must not use an id of ours: pages remember what they were given.
        self._life = f"{int(door.state.started_at * 1000):x}"

    def accept(
        self,
        root: str,
        realm: str,
        *,
        code: str,
        agent: str = "",
        timeout_s: float = 0.0,
        console: str = "",
        origin: tuple[str, str] = ("", ""),
    ) -> PageJob:
        """Enter a job behind those that wait for ``realm``, and see to it.

        ``timeout_s`` 0 = the setting; ``origin`` is transcript and request.
        """
        job = PageJob(
            id=f"j{self._life}-{next(self._numbers)}",
            root=root,
            realm=realm,
            code=code,
            agent=agent,
            timeout_s=timeout_s or self._door.config.pages.job_s,
            events=Ring(EVENTS, EVENT_BYTES),
            console=console,
            transcript=origin[0],
            request=origin[1],
        )
        self._door.state.page_jobs[job.id] = job
        self._trim()
        key = (root, realm)
        if key in self._queues:
            self._queues[key].append(job)
            return job
        self._queues[key] = deque([job])
        task = asyncio.create_task(self._serve(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    async def cancel(self, job: PageJob, why: str) -> None:
        """Give a job up; a page that has it is asked to stop, though it may go on."""
        given = job.state in ("dispatched", "started")
        if not job.open:
            return
        reduce_pages.end(self._door.state, job, "cancelled", why)
        self._door.touch()
        if given:
            try:
                order = CancelJob(root=job.root, realm=job.realm, job=job.id)
                await self._door.order("gateway", order, HAND_S)
            except DaebugError as error:
                log.info("job %s could not be cancelled in its page: %s", job.id, error.text)

    async def settled(self, job: PageJob) -> None:
        """Wait for the end of ``job``, and for the events that were sent before its result."""
        await job.over.wait()
        with contextlib.suppress(TimeoutError):
            # They come on the bulk stream, which has no order with the results.
            await asyncio.wait_for(job.complete.wait(), EVENTS_S)

    def realm(self, root: str, name: str) -> Realm | None:
        """Return the realm ``name`` of ``root`` if it can be given a job now."""
        served = self._door.state.roots.get(root)
        found = served.realms.get(name) if served else None
        return found if found is not None and found.live else None

    async def close(self) -> None:
        """Give everything up: the daemon ends."""
        for job in [job for job in self._door.state.page_jobs.values() if job.open]:
            reduce_pages.end(self._door.state, job, "cancelled", "the daemon ends")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, key: tuple[str, str]) -> None:
        """See to the jobs of one realm until none is left."""
        queue = self._queues[key]
        try:
            while queue:
                if queue[0].open:
                    await self._carry(queue[0])
                queue.popleft()
        finally:
            del self._queues[key]

    async def _carry(self, job: PageJob) -> None:
        """Hand a job out, once, and wait for its end."""
        state = self._door.state
        realm = self.realm(job.root, job.realm) or await self._returned(job)
        if not job.open:
            return
        if realm is None:
            reduce_pages.end(state, job, "failed", self._nobody(job))
            self._door.touch()
            return
        reduce_pages.dispatch(state, job, realm)
        order = RunJob(
            root=job.root,
            realm=job.realm,
            load=job.load,
            job=job.id,
            code=job.code,
            timeout_s=job.timeout_s,
            agent=job.agent,
            console=job.console,
        )
        try:
            await self._door.order("gateway", order, HAND_S)
        except DaebugError as error:
            reduce_pages.end(state, job, "interrupted", error.text)
            self._door.touch()
            return
        try:
            await asyncio.wait_for(job.over.wait(), job.timeout_s + GRACE_S)
        except TimeoutError:
            reduce_pages.end(state, job, "timed-out", "")
            self._door.touch()

    async def _returned(self, job: PageJob) -> Realm | None:
        """Return the realm of ``job`` once it is back; ``None`` if it does not come."""
        served = self._door.state.roots.get(job.root)
        gone = served.realms.get(job.realm) if served else None
        if gone is None:
            return None
        until = gone.seen_at + RETURN_S
        while job.open and time.time() < until:
            await asyncio.sleep(0.02)
            if found := self.realm(job.root, job.realm):
                return found
        return None

    def _nobody(self, job: PageJob) -> str:
        """Return why a job can't be handed out."""
        served = self._door.state.roots.get(job.root)
        live = ", ".join(realm.name for realm in served.live[:20]) if served else ""
        return NoSuchRealm(realm=job.realm, root=job.root, realms=live or "none").text

    def _trim(self) -> None:
        """Forget the oldest jobs that are over, of more than ``KEPT``."""
        jobs = self._door.state.page_jobs
        if len(jobs) < self._trim_at:
            return
        over = [name for name, job in jobs.items() if not job.open]
        for name in over[:-KEPT]:
            del jobs[name]
        # However many are open, each is looked at now and then only.
        self._trim_at = 2 * len(jobs) + KEPT
