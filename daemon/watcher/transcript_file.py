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
from ...protocol.scripts import OutRequest, RequestWithdrawn, ShownEvent
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading, Request
from . import first, late, placing, recalled, shown
from .cut import Cut
from .files import Changed
from .memory import STALE_S, Memory
from .outstanding import AWAY_S, Names, Outstanding, found
from .page import Page

log = logging.getLogger("daebug.watcher")

#: A request that vanished is looked for once more after this long, seconds.
GRACE_S = 0.1

#: Waits between the tries of a write, seconds: short while a save is on its way, then longer.
PAUSES_S = (0.002,) * 15 + (0.02,) * 45

#: Tries in which a file that is not announced as saved, or cut off, or gone, is waited for.
CALM_TRIES = 35

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
        #: The events of the background section above the footer, as it was written last.
        self.section: tuple[str, list[ShownEvent], int] | None = None
        #: What the writer does after each settling: diagnoses, lost replies, erased headings.
        self.mending: Callable[[Transcript], Coroutine[Any, Any, None]] | None = None
        #: HH:MM:SS when a running job was edited away and the file does not say so yet.
        self.cancelled = ""
        #: Whether something that can't be run waits to be told.
        self.diagnosing = False
        #: Nothing is told yet: what is left of a process before this one is seen to first.
        self.held = False
        self._names = names
        self._loop = asyncio.get_running_loop()
        self._calm: object = None
        self._cut = Cut()
        self._tasks: set[asyncio.Task[None]] = set()
        self._missing: asyncio.TimerHandle | None = None
        self._closed = False
        self._mending = False

    def saved(self) -> None:
        """Somebody saved the file, or we did."""
        if self._closed or self.held:
            return
        try:
            if self.page.long:
                self.held = True
                self.start(self._first())
                return
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
        elif self.memory.unwritten and not self.lock.locked():
            self.mend()  # it may be writable again

    async def _first(self) -> None:
        """Look for the first time, then go on."""
        try:
            await first.look(self)
        except (Changed, OSError) as error:
            log.info("%s can't be read yet: %s", self.page.path, error)
            self._loop.call_later(GRACE_S, self.saved)
        finally:
            self.held = False
        self.saved()
        self.settle()

    def settle(self) -> None:
        """Tell the next request, or see what became of the one that is out."""
        reading = self.page.reading
        if self._closed or self.held:
            return
        if self._cut.off(self.page):
            self._loop.call_later(GRACE_S, self.settle)
            return
        if self.job is not None:
            if not placing.stands(reading, self.job.code, self.job.agent) and self._missing is None:
                self._missing = self._loop.call_later(AWAY_S, self._missed, self.job)
            elif self.job.running and not placing.runs(reading, self.job.code):
                self.mend()
            return
        if reading is None:
            return
        if reading.requests:
            if self._answered(reading.requests[0]):
                self.mend()  # its reply was erased, and is written again
                return
            self._tell(reading.requests[0])
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
            except Changed as changed:
                log.debug("%s changed under our hands", self.page.path)
                if changed.stood is not None:
                    self.start(late.rescue(self, changed.stood))
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

    def settle_soon(self) -> None:
        """Settle on the next turn of the loop."""
        self._loop.call_soon(self.settle)

    def gone(self) -> Withdrawn:
        """Return the error that the request is not there any more."""
        return Withdrawn(transcript=self.name)

    def away(self, job: Outstanding) -> Withdrawn | Changed:
        """Return what to raise when ``job`` is not in the file.

        At first: that it is to be read again, for an editor may be writing it in pieces.
        """
        return self.gone() if job.away() else Changed(self.page.path)

    def adopt(self, out: OutRequest) -> None:
        """Go on with a request that the process before this one had told."""
        self.job = Outstanding(out.request, out.agent, out.code, time.time(), since=0, adopted=True)

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
            blank = reading is None or self._cut.off(self.page)
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
        if reading is not None and recalled.missing(self.memory, reading):
            self.mend()

    def _answered(self, request: Request) -> bool:
        """Return whether ``request`` is one that was answered; also if that can't be seen now."""
        try:
            return recalled.answered(self.page, self.memory, request)
        except (Changed, OSError):
            return True

    def _tell(self, request: Request) -> None:
        """Tell a request; it is out now."""
        self.job = Outstanding(self._names.next(), request.agent, request.code, time.time())
        here = request.realm in (self.page.realm, self.name)
        self.tell(found(self.root, self.name, request, self.job.request, elsewhere=not here))

    def _missed(self, job: Outstanding) -> None:
        """``job`` was not there a moment ago: write it again, or give it up."""
        self._missing = None
        try:
            if self.page.look():
                self._noticed()
        except (Changed, OSError):
            self._missing = self._loop.call_later(GRACE_S, self._missed, job)
            return
        if self._cut.off(self.page):
            self._missing = self._loop.call_later(GRACE_S, self._missed, job)
            return
        reading = self.page.reading
        if self.job is not job or placing.stands(reading, job.code, job.agent):
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
