"""One transcript: finds its requests, tells each once, and notices what was edited away.

One request is out at a time; the next one is told when it is answered.  Looking
never waits; writing (``write``) retries while somebody else saves, one writer
at a time (``lock``).  What a look of anybody finds is settled on the next turn
of the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from ...protocol.errors.pages import RequestWithdrawn as Withdrawn
from ...protocol.facts import Fact
from ...protocol.scripts import RequestFound, RequestWithdrawn, ShownEvent
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading, Request
from . import late, placing, shown
from .files import Changed
from .memory import STALE_S, Memory
from .outstanding import Names, Outstanding
from .page import Page

log = logging.getLogger("daebug.watcher")

#: A request that vanished is looked for once more after this long, seconds.
GRACE_S = 0.1

#: Waits between the tries of a write, seconds: short while a save is on its way, then longer.
PAUSES_S = (0.002,) * 15 + (0.02,) * 45

#: Tries in which a file that is not announced as saved, or empty, or gone, is waited for.
CALM_TRIES = 15

#: Answered requests that are known by name.
PAST = 64

Decide = Callable[[Reading], list[Edit]]


class Transcript:
    """What is known of one transcript, beyond its file."""

    def __init__(
        self, root: str, name: str, page: Page, *, tell: Callable[[Fact], None], names: Names
    ) -> None:
        """Watch ``page``; facts go to ``tell``."""
        self.root = root
        self.name = name
        self.page = page
        self.tell = tell
        self.lock = asyncio.Lock()
        self.job: Outstanding | None = None
        self.memory = Memory()
        #: The last requests that were answered: agent, and when it began (seconds).
        self.past: dict[str, tuple[str, float]] = {}
        #: The events of the background section above the footer, as it was written last.
        self.section: tuple[str, list[ShownEvent], int] | None = None
        #: What the writer does after each settling: diagnoses, lost replies, erased headings.
        self.mending: Callable[[Transcript], Coroutine[Any, Any, None]] | None = None
        #: HH:MM:SS when a running job was edited away and the file does not say so yet.
        self.cancelled = ""
        #: Whether something that can't be run waits to be told.
        self.diagnosing = False
        self._names = names
        self._loop = asyncio.get_running_loop()
        self._calm: object = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._missing: asyncio.TimerHandle | None = None
        self._closed = False
        self._mending = False

    def saved(self) -> None:
        """Somebody saved the file, or we did."""
        if self._closed:
            return
        try:
            changed = self.page.look()
        except Changed:
            self._loop.call_later(PAUSES_S[0], self.saved)
            return
        except OSError as error:
            log.warning("%s can't be read: %s", self.page.path, error)
            return
        self._calm = self.page.version
        if changed:
            self._noticed()
            self.settle()

    def settle(self) -> None:
        """Tell the next request, or see what became of the one that is out."""
        reading = self.page.reading
        if self._closed:
            return
        if self.job is not None:
            if not self._stands(reading, self.job) and self._missing is None:
                self._missing = self._loop.call_later(GRACE_S, self._missed, self.job)
            elif self.job.running and not self._runs(reading, self.job):
                self.mend()
            return
        if reading is None:
            return
        if reading.requests:
            first = reading.requests[0]
            if any(one.code == first.code for one in self._lost(reading)):
                return  # its reply was erased and is just being written again
            self._tell(first)
        wrong = (*reading.diagnoses, *reading.drafts)
        if not self.diagnosing and any(not item.told for item in wrong):
            self.mend()

    def mend_later(self) -> None:
        """Mend in a moment: somebody is just saving."""
        self._loop.call_later(GRACE_S, self.mend)

    def mend(self) -> None:
        """Have what is not as it should be written again, when nobody else writes."""
        if self.mending is not None and not self._mending and not self._closed:
            self._mending = True
            self.start(self._mend(self.mending))

    async def _mend(self, mending: Callable[[Transcript], Coroutine[Any, Any, None]]) -> None:
        """Mend, one after another."""
        self._mending = False
        await mending(self)

    async def write(self, decide: Decide) -> None:
        """Carry out the edits that ``decide`` makes of the newest reading; it may be asked again.

        Raises:
            RequestWithdrawn: ``decide`` said so, or the file is gone.
            OSError: the file can't be written, or others write it all the time.
        """
        for number, pause in enumerate(PAUSES_S):
            try:
                if self.page.look():
                    self._noticed()
                    self._loop.call_soon(self.settle)
                if self._ready(number):
                    self._change(decide)
                    return
            except Changed:
                log.debug("%s changed under our hands", self.page.path)
            await asyncio.sleep(pause)
        raise OSError(f"{self.page.path} is being written all the time")

    def withdraw(self, job: Outstanding) -> None:
        """Give up ``job``, and tell so."""
        if self.job is job:
            self.answered()
            self.tell(RequestWithdrawn(root=self.root, transcript=self.name, request=job.request))

    def answered(self) -> None:
        """Nothing is out any more; the next is told when the answer was sent."""
        self.job = None
        self.settle_soon()

    def remember(self, request: str, job: Outstanding) -> None:
        """Know who asked ``request``, for a result that comes late."""
        self.past[request] = (job.agent, job.at)
        while len(self.past) > PAST:
            del self.past[next(iter(self.past))]

    def settle_soon(self) -> None:
        """Settle on the next turn of the loop."""
        self._loop.call_soon(self.settle)

    def gone(self) -> Withdrawn:
        """Return the error that the request is not there any more."""
        return Withdrawn(transcript=self.name)

    def adopt(self, agent: str, code: str) -> None:
        """Go on with a job that the process before this one had begun."""
        self.job = Outstanding(
            self._names.next(), agent, code, time.time(), running=True, adopted=True
        )

    def young(self, job: Outstanding) -> bool:
        """Return whether an editor's old copy may have erased ``job``."""
        return time.time() - job.since < STALE_S

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have ``work`` done beside everything else; a bug in it is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def close(self) -> None:
        """Watch no more."""
        self._closed = True
        if self._missing is not None:
            self._missing.cancel()
        for task in self._tasks:
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s: a bug of ours", self.page.path, exc_info=error)

    def _ready(self, number: int) -> bool:
        """Return whether the file may be written in try ``number``: nobody is in mid-save.

        Raises:
            RequestWithdrawn: it stays away.
        """
        reading = self.page.reading
        if number < CALM_TRIES:
            blank = reading is None or (self.job is not None and not reading.end)
            return not blank and self.page.version == self._calm
        if reading is None:
            raise self.gone()
        return True

    def _change(self, decide: Decide) -> None:
        """Carry out what ``decide`` says."""
        reading = self.page.reading
        if reading is None:
            raise Changed(self.page.path)
        if made := decide(reading):
            if (replaced := self.page.change(made)) is not None:
                self.start(late.rescue(self, replaced))
            if self.job is not None:
                self.job.since = time.time()
            self._calm = self.page.version

    def _noticed(self) -> None:
        """Somebody else changed the file: see whether a reply of ours is gone."""
        self.memory.forget(time.time())
        reading = self.page.reading
        if reading is not None and self._lost(reading):
            self.mend()

    def _lost(self, reading: Reading) -> list[Any]:
        """Return the replies that are not in the file.

        What was read on from a known place has everything before it, as it was.
        """
        if reading.begin == 0:
            return self.memory.look(reading.data)
        return [one for one in self.memory.replies if not one.written_at]

    def _tell(self, request: Request) -> None:
        """Tell a request; it is out now."""
        job = Outstanding(self._names.next(), request.agent, request.code, time.time())
        self.job = job
        label = request.label
        options = {"console": label.console, "timeout": f"{label.timeout_s:g}"}
        if not label.timeout_s:
            del options["timeout"]
        self.tell(
            RequestFound(
                root=self.root,
                transcript=self.name,
                request=job.request,
                agent=job.agent,
                realm="" if request.realm in (self.page.realm, self.name) else request.realm,
                code=job.code,
                options={name: value for name, value in options.items() if value},
            )
        )

    def _runs(self, reading: Reading | None, job: Outstanding) -> bool:
        """Return whether the file says that ``job`` runs."""
        return reading is not None and placing.running(reading, job.code) is not None

    def _stands(self, reading: Reading | None, job: Outstanding) -> bool:
        """Return whether ``job`` is in the file, as a request or running."""
        if reading is None:
            return False
        if placing.waiting(reading, job.code, job.agent) is not None:
            return True
        return self._runs(reading, job)

    def _missed(self, job: Outstanding) -> None:
        """``job`` was not there a moment ago: write it again, or give it up."""
        self._missing = None
        try:
            if self.page.look():
                self._noticed()
        except (Changed, OSError):
            self._missing = self._loop.call_later(GRACE_S, self._missed, job)
            return
        reading = self.page.reading
        if self.job is not job or self._stands(reading, job):
            self.settle()
            return
        if reading is not None and not reading.requests and self.young(job):
            self.mend()
            return
        if reading is not None and job.running:
            self.section = None
            self.cancelled = shown.hms(time.time())
            self.mend()
        self.withdraw(job)
