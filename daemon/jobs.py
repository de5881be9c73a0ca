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
from collections.abc import Callable, Mapping
from typing import Protocol

from ..protocol.config import Config
from ..protocol.errors import DaebugError
from ..protocol.errors.pages import TooManyRequests
from ..protocol.orders import Answer, Order
from ..protocol.pages import CancelJob, RunJob
from ..protocol.role import Surroundings
from ..protocol.transcript import wording
from . import promises, reduce_pages
from .page_state import PageJob, Realm, Ring
from .promises import Promises
from .state import State

log = logging.getLogger("daebug.pages")

#: Jobs that are over and kept: for results that come late, and for who asks.
KEPT = 500

#: Events and bytes kept for one reply.
EVENTS, EVENT_BYTES = 5_000, 2_000_000

#: Seconds that a page which is being loaded anew has to come back for a waiting job.
RETURN_S = 2.0

#: Realms that are named where the one that was meant is not there.
LISTED = 20

#: Seconds on top of a job's own: the page tells better than we do that its time is up.
GRACE_S = 0.5

#: Seconds for the gateway to hand a job over, or to pass a word on: longer than it tries
#: itself (twice 5 s), for a job that we gave up must not run after all.
HAND_S = 15.0

#: Seconds that events sent before a result may come after it: they take another stream.
EVENTS_S = 0.5


class Door(Protocol):
    """What the pages' side of the hub needs of it."""

    state: State
    #: Where the daemon is, and its environment.
    around: Surroundings

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

    @property
    def env(self) -> Mapping[str, str]:
        """The daemon's own environment: where its state is."""

    def touch(self) -> None:
        """Say that the state was changed."""

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()``; return whether it does after ``timeout_s`` seconds."""


class Jobs:
    """All that waits or runs."""

    def __init__(self, door: Door, changed: Callable[[str], None]) -> None:
        """Start with none; ``changed`` is called with a root when a job in it ended here."""
        self._door = door
        self._changed = changed
        self._queues: dict[tuple[str, str], deque[PageJob]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self._promises = Promises()
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
        promised = self._promises.taken(root, origin[0], agent=agent, code=code)
        job = promised or self._entered(root, realm, code=code, agent=agent)
        job.realm = realm
        job.timeout_s = timeout_s or self._door.config.pages.job_s
        job.console = console
        job.transcript, job.request = origin
        key = (root, realm)
        if key in self._queues:
            self._queues[key].append(job)
            return job
        self._queues[key] = deque([job])
        task = asyncio.create_task(self._serve(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def promise(self, root: str, realm: str, *, code: str, agent: str, transcript: str) -> PageJob:
        """Name the job that a request which is about to be written will be.

        It is accepted when the request is found in ``transcript``.

        Raises:
            TooManyRequests: very many are promised.
        """
        if self._promises.full:
            raise TooManyRequests(number=promises.MOST)
        job = self._entered(root, realm, code=code, agent=agent)
        job.transcript = transcript
        self._promises.add(job)
        return job

    def unpromise(self, job: PageJob) -> None:
        """Forget a promised job: its request was not written."""
        self._promises.drop(job)
        self._door.state.page_jobs.pop(job.id, None)

    async def cancel(self, job: PageJob, why: str) -> None:
        """Give a job up; a page that has it is asked to stop, though it may go on."""
        given = job.state in ("dispatched", "started")
        if not job.open:
            return
        self._end(job, "cancelled", why)
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

    def _entered(self, root: str, realm: str, *, code: str, agent: str) -> PageJob:
        """Return a new job that is known by its id."""
        job = PageJob(
            id=f"j{self._life}-{next(self._numbers)}",
            root=root,
            realm=realm,
            code=code,
            agent=agent,
            timeout_s=self._door.config.pages.job_s,
            events=Ring(EVENTS, EVENT_BYTES),
        )
        self._door.state.page_jobs[job.id] = job
        self._trim()
        return job

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
            self._end(job, "failed", self._nobody(job))
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
            self._end(job, "interrupted", error.text)
            return
        try:
            await asyncio.wait_for(job.over.wait(), job.timeout_s + GRACE_S)
        except TimeoutError:
            self._end(job, "timed-out", "")

    def _end(self, job: PageJob, step: str, why: str) -> None:
        """End a job without a fact of its page, and have that seen."""
        reduce_pages.end(self._door.state, job, step, why)
        self._door.touch()
        self._changed(job.root)

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
        live = [realm.name for realm in served.live[:LISTED]] if served else []
        return wording.no_live_page(live, url=served.url if served else "", realm=job.realm)

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
