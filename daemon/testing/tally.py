"""What is known of a run: each file from waiting to its end, and its tests.  Pure but for a clock.

Every file ends once: by its tests, or by one failure of its own that says why there
are no more of them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ...protocol.pages import TestResult, TestsProgressed, Totals

#: Results that are kept of one run, in all.
KEPT = 50_000


@dataclass
class FileRun:
    """One test file."""

    file: str
    #: ``waiting``, ``running`` or ``over``.
    state: str = "waiting"
    #: The page that ran it.
    page: str = ""
    tests: list[TestResult] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    #: The page has told all of it.
    complete: bool = False
    #: Why it did not end as it should; empty = it did.
    why: str = ""
    duration_ms: float = 0.0
    started_at: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it ended and nothing in it failed."""
        return self.state == "over" and not self.why and not self.totals.failed


class Tally:
    """All files of a run."""

    def __init__(self, root: str, files: list[str]) -> None:
        """Nothing has run; ``files`` are in the order to run them."""
        self.root = root
        self.files = {file: FileRun(file) for file in files}
        self.waiting = list(files)
        #: What the reader should know of how it was run.
        self.notes: list[str] = []
        self.pages: list[str] = []
        self._began = time.monotonic()
        self._kept = 0

    @property
    def duration_ms(self) -> float:
        """Milliseconds since the run began."""
        return (time.monotonic() - self._began) * 1000

    @property
    def over(self) -> list[FileRun]:
        """The files that have ended."""
        return [run for run in self.files.values() if run.state == "over"]

    @property
    def totals(self) -> Totals:
        """Counts of all files so far."""
        each = [run.totals for run in self.files.values()]
        return Totals(
            passed=sum(one.passed for one in each),
            failed=sum(one.failed for one in each),
            skipped=sum(one.skipped for one in each),
            total=sum(one.total for one in each),
        )

    @property
    def ok(self) -> bool:
        """Whether every file ended and nothing failed."""
        return all(run.ok for run in self.files.values())

    def take(self) -> FileRun | None:
        """Return the next file to run; ``None`` = none is left."""
        return self.files[self.waiting.pop(0)] if self.waiting else None

    def begin(self, run: FileRun, page: str) -> None:
        """``page`` begins to run a file."""
        run.state, run.page, run.started_at = "running", page, time.monotonic()

    def progressed(self, run: FileRun, fact: TestsProgressed) -> None:
        """Take what the page tells of the file that it runs."""
        if run.state != "running" or run.complete:
            return
        found = [*run.tests, *fact.recent]
        if fact.complete:
            # The last message has all tests again, or as many as it holds.
            found = list({(one.suite, one.name, one.at): one for one in found}.values())
            if len(fact.recent) >= fact.totals.total:
                found = fact.recent
        room = max(KEPT - self._kept + len(run.tests), 0)
        self._kept += len(found[:room]) - len(run.tests)
        run.tests = found[:room]
        run.totals, run.complete = fact.totals, fact.complete

    def end(self, run: FileRun, why: str = "") -> None:
        """A file is over: by itself, or with a failure that says ``why``."""
        if run.state == "over":
            return
        if run.started_at:
            run.duration_ms = (time.monotonic() - run.started_at) * 1000
        if run.complete:
            why = ""  # whatever became of its page after that
        elif not why:
            why = "its page told no result"
        run.state = "over"
        if why:
            self._broken(run, why)

    def give_up(self, why: str) -> None:
        """End all files that have not ended: there is no page to run them."""
        self.waiting.clear()
        for run in self.files.values():
            self.end(run, why)

    def _broken(self, run: FileRun, why: str) -> None:
        """Count the file itself as a failed test."""
        run.why = why
        word = "Not run" if not run.started_at else "Broken off"
        run.tests.append(TestResult(name=f"{word}: {run.file}", status="fail", error=why))
        known = run.totals
        run.totals = Totals(
            passed=known.passed,
            failed=known.failed + 1,
            skipped=known.skipped,
            total=known.total + 1,
        )
