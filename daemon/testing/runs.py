"""Running test files in pages: what is found is spread over lanes, each file ends once.

A file is one job of one page, so a page that reloads, hangs or dies takes no other
file with it.  Results come as ``TestsProgressed``, which names the run; the job says
only that the file is over.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import AsyncGenerator

from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import Unexpected
from ...protocol.errors.pages import NoTests
from ...protocol.pages import FindTests, TestsFound, TestsProgressed
from .. import replies
from ..jobs import Door, Jobs
from ..page_state import PageJob, Root
from ..roots import Roots
from . import durations, lanes, schedule
from .lanes import Lane
from .tally import FileRun, Tally
from .wanted import Wanted

log = logging.getLogger("daebug.tests")

#: Seconds for the gateway to search a folder.
SEARCH_S = 40.0

#: Seconds that a page has to say itself that a file did not end in its time.
MARGIN_S = 3.0

#: Seconds between two looks at a run that is under way.
LOOK_S = 1.0

CODE = "import('node:test').then(({{ run }}) => run({})).then(() => null)"


class TestRuns:
    """The runs that somebody has ordered."""

    __test__ = False  # no test class, whatever its name

    def __init__(self, door: Door, jobs: Jobs, roots: Roots) -> None:
        """Start with none."""
        self._door = door
        self._jobs = jobs
        self._roots = roots
        #: What runs now, by the id that its page was given.
        self._running: dict[str, tuple[Tally, FileRun]] = {}
        #: Names of pages that were opened for runs, and are no others' to use.
        self._taken: set[str] = set()
        #: How many runs need each root that is served for them only.
        self._borrowed: dict[str, int] = {}

    def told(self, fact: TestsProgressed) -> bool:
        """Take progress of a page; whether it is that of a run of ours."""
        if (known := self._running.get(fact.run)) is None:
            return False
        tally, run = known
        if (fact.root, fact.realm) == (tally.root, run.page):
            tally.progressed(run, fact)
            self._door.touch()
        return True

    async def conduct(self, wanted: Wanted) -> AsyncGenerator[Tally]:
        """Run what is wanted; yield the tally about once a second, and at the end.

        Closing the iterator early gives the run up.

        Raises:
            NoTests, NoSuchRealm, NoBrowser, BrowserFailed: nothing was run.
            DaebugError: the folder can't be served.
        """
        async with contextlib.AsyncExitStack() as stack:
            root = await self._served(stack, wanted)
            files = await self._found(root, wanted)
            known_ms = await asyncio.to_thread(durations.read, self._door.env, root.path)
            tally = Tally(root.path, schedule.slow_first(files, known_ms))
            pages, tally.notes = await lanes.lanes(
                stack,
                self._door,
                self._jobs,
                root,
                wanted,
                files=len(files),
                taken=self._taken,
            )
            work = asyncio.create_task(self._all(tally, pages, wanted), name="tests")
            stack.push_async_callback(_ended, work)
            while not work.done():
                yield tally
                await asyncio.wait({work}, timeout=LOOK_S)
            work.result()
            took_ms = {run.file: run.duration_ms for run in tally.over if run.complete}
            await asyncio.to_thread(durations.write, self._door.env, root.path, took_ms)
        yield tally

    async def _served(self, stack: contextlib.AsyncExitStack, wanted: Wanted) -> Root:
        """Return the root, served; one that was not is served for as long as ``stack`` is open."""
        path = wanted.root
        known = self._door.state.roots.get(path)
        if known is not None and not known.lent:
            return known
        self._borrowed[path] = self._borrowed.get(path, 0) + 1
        stack.push_async_callback(self._give_back, path)
        return await self._roots.open(path, port=wanted.port, lent=True)

    async def _give_back(self, path: str) -> None:
        """Serve a root no more that nobody else needs."""
        self._borrowed[path] -= 1
        if self._borrowed[path]:
            return
        del self._borrowed[path]
        root = self._door.state.roots.get(path)
        if root is not None and root.lent:
            await self._roots.close(path)

    async def _found(self, root: Root, wanted: Wanted) -> list[str]:
        """Return the files to run.

        Raises:
            NoTests: there are none.
        """
        order = FindTests(
            root=root.path, files=wanted.files, exclude=wanted.exclude, folder=wanted.folder
        )
        answer = await self._door.order("gateway", order, SEARCH_S)
        if not isinstance(answer, TestsFound):
            raise Unexpected(what=f"the gateway answered {type(answer).__name__} to FindTests")
        if answer.files:
            return answer.files
        excluded = "dist/**, build/**" if wanted.exclude is None else ", ".join(wanted.exclude)
        raise NoTests(
            root=root.path + wanted.folder.rstrip("/"),
            patterns=", ".join(wanted.files) or "what Node runs: **/*.test.{js,cjs,mjs} and so on",
            excluded=", ".join(filter(None, ("what .gitignore names", "node_modules", excluded))),
        )

    async def _all(self, tally: Tally, pages: list[Lane], wanted: Wanted) -> None:
        """Run every file in some lane; what no lane could run is told so."""
        tally.pages = [lane.realm for lane in pages]
        ends = await asyncio.gather(*(self._lane(tally, lane, wanted) for lane in pages))
        tally.give_up("; ".join(dict.fromkeys(filter(None, ends))) or "no page was left")

    async def _lane(self, tally: Tally, lane: Lane, wanted: Wanted) -> str:
        """Run files in one page until none is left; return why it ended before, if it did."""
        while (run := tally.take()) is not None:
            tally.begin(run, lane.realm)
            why, hung = await self._one(tally, run, lane.realm, wanted)
            tally.end(run, why)
            self._door.touch()
            if why and tally.waiting and (over := await lane.ready(hung=hung)):
                log.warning("no more tests in %s: %s", lane.realm, over)
                return over
        return ""

    async def _one(
        self, tally: Tally, run: FileRun, realm: str, wanted: Wanted
    ) -> tuple[str, bool]:
        """Run one file; return why it did not end as it should, and whether its page may hang."""
        name = secrets.token_hex(6)
        limits = {"timeout": round(wanted.timeout_s * 1000)} if wanted.timeout_s else {}
        options = {
            "found": [run.file],
            "id": name,
            "fileTimeout": round(wanted.file_s * 1000),
            **limits,
        }
        self._running[name] = (tally, run)
        job = self._jobs.accept(
            tally.root,
            realm,
            code=CODE.format(json.dumps(options)),
            agent="daebug test",
            timeout_s=wanted.file_s + MARGIN_S,
        )
        try:
            await job.over.wait()
        finally:
            await self._jobs.cancel(job, "the run was given up")  # nothing, when it is over
            del self._running[name]
        return _why(job, wanted.file_s), job.state == "timed-out"


def _why(job: PageJob, file_s: float) -> str:
    """Return why a job did not end as it should; empty = it did."""
    if job.ok:
        return ""
    if job.error:
        return replies.said(job)[1]
    if job.state == "timed-out":
        return f"the file did not end in {file_s:g} s, and its page {job.realm} does not answer"
    return f"the file was broken off: {job.why}"


async def _ended(work: asyncio.Task[None]) -> None:
    """End what still runs."""
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError, DaebugError):
        await work
