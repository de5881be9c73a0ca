"""Requests of transcripts: each becomes a job, and each gets exactly one reply.

One request of a transcript is out at a time, the next waits for the reply
before it; transcripts don't wait for each other.  A request goes to the realm
that its heading names, and without one to that of its file; it never runs in
another page than the one that was meant.  A result that comes after the time-out
was told is written once more, as late.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any

from ..protocol import plain
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import NoAnswer, ProcessDown
from ..protocol.scripts import OutRequest, Proceed, Reply, RequestFound, RequestWithdrawn
from ..protocol.transcript import wording
from . import replies
from .accepted import Accepted
from .jobs import LISTED, RETURN_S, Door, Jobs
from .page_state import PageJob, Realm, Root

log = logging.getLogger("daebug.pages")

#: Seconds for the watcher to write something.
WRITE_S = 10.0

#: How often a reply is given to a watcher that died meanwhile, and the wait between, seconds.
TRIES, AGAIN_S = 20, 0.5

#: Seconds that pages have to come back to a root that was just opened; one that has lost its
#: gateway for longer tries more seldom.
OPENED_S = 5.0

#: How often a realm is looked for that may come, seconds.
LOOK_S = 0.02

#: Longest time limit that a request may set itself, seconds.
LONGEST_S = 86_400.0


class Requests:
    """The requests of all transcripts that are not answered."""

    def __init__(self, door: Door, jobs: Jobs) -> None:
        """Have ``jobs`` do the work."""
        self._door = door
        self._jobs = jobs
        #: Where is written what pages are given, for the hub after a kill.
        self.accepted: Accepted | None = None
        self._queues: dict[tuple[str, str], deque[RequestFound]] = {}
        self._serving: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        #: Jobs by transcript whose watcher died: the request will be told anew.
        self._running: dict[tuple[str, str], PageJob] = {}

    def found(self, fact: RequestFound) -> None:
        """Put a request behind those of its transcript."""
        key = (fact.root, fact.transcript)
        if (job := self._running.get(key)) is not None and _same(job, fact):
            # The watcher began anew and found it again: it runs already.
            log.info("request %s is job %s", fact.request, job.id)
            job.request = fact.request
            self._start(self._proceed(job))
            return
        if key in self._queues:
            self._queues[key].append(fact)
            return
        self._queues[key] = deque([fact])
        self._serving[key] = self._start(self._serve(key))

    def withdrawn(self, fact: RequestWithdrawn) -> None:
        """Give up what was edited away."""
        key = (fact.root, fact.transcript)
        job = self._running.get(key)
        if job is not None and job.request == fact.request:
            self._start(self._jobs.cancel(job, "the request was edited away"))
            return
        if waiting := self._queues.get(key):
            kept = [one for one in waiting if one.request != fact.request or one is waiting[0]]
            waiting.clear()
            waiting.extend(kept)

    def late(self, job: PageJob) -> None:
        """Write the result of a job that was told to have timed out."""
        key = (job.root, job.transcript)
        if job.transcript and self._running.get(key) is not job:
            self._start(self._write(replies.reply(job)))

    def watcher_died(self) -> None:
        """Forget what only waits: the next watcher finds it again, under other names."""
        for waiting in self._queues.values():
            while len(waiting) > 1:
                waiting.pop()

    def out(self, root: str) -> list[OutRequest]:
        """Return the requests of ``root`` that are being answered, one a transcript."""
        found = []
        for key, queue in self._queues.items():
            if key[0] == root and queue:
                job, fact = self._running.get(key), queue[0]
                name = job.request if job else fact.request
                found.append(
                    OutRequest(
                        transcript=fact.transcript, request=name, agent=fact.agent, code=fact.code
                    )
                )
        return found

    async def idle(self, root: str, timeout_s: float) -> None:
        """Wait until no request of ``root`` is out, ``timeout_s`` seconds at most."""
        serving = [task for key, task in self._serving.items() if key[0] == root]
        if serving:
            await asyncio.wait(serving, timeout=timeout_s)

    async def close(self) -> None:
        """Write what can be written at once, and end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have ``work`` done beside everything else; a bug in it is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        """Forget a task; tell how it failed."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a bug of ours with a request", exc_info=error)

    async def _serve(self, key: tuple[str, str]) -> None:
        """Answer the requests of one transcript, one after another."""
        queue = self._queues[key]
        try:
            while queue:
                await self._answer(queue[0])
                queue.popleft()
        finally:
            del self._queues[key], self._serving[key]

    async def _answer(self, fact: RequestFound) -> None:
        """Run one request and have its reply written."""
        root = self._door.state.roots.get(fact.root)
        if root is None:
            log.warning("a request in %s, which is not served", fact.root)
            return
        realm = await self._addressed(root, fact)
        if realm is None:
            await self._write(_nobody(root, fact))
            return
        number = self.accepted.begin(fact) if self.accepted else 0
        job = self._jobs.accept(
            root.path,
            realm.name,
            code=fact.code,
            agent=fact.agent,
            timeout_s=_seconds(fact.options.get("timeout", "")),
            console=fact.options.get("console", ""),
            origin=(fact.transcript, fact.request),
        )
        key = (fact.root, fact.transcript)
        self._running[key] = job
        try:
            await job.handed.wait()
            if job.dispatched_at:
                await self._proceed(job)
            await self._jobs.settled(job)
            told, job.told = job.state, True
            await self._write(replies.reply(job), job)
            if told == "timed-out" and job.state == "late":  # it came while that was written
                await self._write(replies.reply(job), job)
        finally:
            self._running.pop(key, None)
            if self.accepted:
                self.accepted.end(number)

    async def _addressed(self, root: Root, fact: RequestFound) -> Realm | None:
        """Return the realm that a request is for; ``None`` if it is not there.

        One that is just being loaded anew, or may come back to a root that was just
        opened, is waited for.
        """
        name = plain.realm(fact.realm or fact.transcript)
        while self._door.state.roots.get(root.path) is root:
            realm = root.realms.get(name)
            if realm is not None and realm.live:
                return realm
            gone_at = realm.seen_at if realm is not None else 0.0
            if time.time() > max(gone_at + RETURN_S, root.opened_at + OPENED_S):
                return None
            await asyncio.sleep(LOOK_S)
        return None

    async def _proceed(self, job: PageJob) -> None:
        """Have the transcript say that ``job`` runs."""
        order = Proceed(
            root=job.root,
            transcript=job.transcript,
            request=job.request,
            realm=job.realm,
            at=job.dispatched_at,
        )
        try:
            await self._door.order("watcher", order, WRITE_S)
        except DaebugError as error:
            log.info("request %s: %s", job.request, error.text)
            if error.code == "request-withdrawn":
                await self._jobs.cancel(job, "the request was edited away")

    async def _write(self, reply: Reply, job: PageJob | None = None) -> None:
        """Have a reply written; a watcher that died is given it again when it is back."""
        for _ in range(TRIES):
            try:
                await self._door.order("watcher", reply, WRITE_S)
            except (ProcessDown, NoAnswer) as error:
                log.warning("the reply of %s has to wait: %s", reply.request, error.text)
            except DaebugError as error:
                log.warning("the reply of %s was not written: %s", reply.request, error.text)
                return
            else:
                return
            await asyncio.sleep(AGAIN_S)
            if job is not None:  # the new watcher has another name for the request
                reply = replies.reply(job)


def _same(job: PageJob, fact: RequestFound) -> bool:
    """Whether ``fact`` tells again what ``job`` runs."""
    # Each life of the watcher names requests in a row of its own.
    row, _, _ = job.request.partition("-")
    again = not fact.request.startswith(f"{row}-")
    return again and (job.code, job.agent) == (fact.code, fact.agent)


def _seconds(text: str) -> float:
    """Return the time limit of a fence's ``timeout=``; 0 = none that can be read."""
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        return 0.0
    return min(seconds, LONGEST_S) if seconds > 0 else 0.0


def _nobody(root: Root, fact: RequestFound) -> Reply:
    """Return the reply to a request that no page reads."""
    live = [realm.name for realm in root.live[:LISTED]]
    return Reply(
        root=root.path,
        transcript=fact.transcript,
        request=fact.request,
        realm=fact.transcript,
        ok=False,
        text=wording.no_live_page(live, url=root.url, realm=fact.realm),
        info="Error",
        duration_ms=0.0,
        at=time.time(),
    )
