"""Files on their way through pages, with a gateway that does what the test tells it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.testing import durations
from daebug.daemon.testing.tally import Tally
from daebug.daemon.testing.wanted import Wanted
from daebug.protocol import pages
from daebug.protocol.errors.pages import NoSuchRealm
from daebug.protocol.orders import Answer, Done
from daebug.protocol.pages import CancelJob, RealmLeft, RunJob, Totals
from daebug.protocol.pages import TestsProgressed as Progressed
from tests.arrivals import MS
from tests.daemon.stage import ROOT, Stage, played


def finds(stage: Stage, *files: str) -> None:
    """Have the gateway find ``files``."""

    def answer(order: Any) -> Answer:
        if isinstance(order, pages.FindTests):
            return pages.TestsFound(files=list(files))
        return Done()

    stage.gateway.says = answer


def file_of(job: RunJob) -> str:
    """Return the file that a job runs."""
    found = re.search(r'"found": \["([^"]+)"\]', job.code)
    assert found is not None
    return found[1]


def tells(stage: Stage, job: RunJob, *, failed: int = 0, realm: str = "") -> None:
    """Have the page of ``job`` tell that its file is over."""
    run = re.search(r'"id": "(\w+)"', job.code)
    assert run is not None
    stage.gateway.peer.fact(
        Progressed(
            root=ROOT,
            realm=realm or job.realm,
            load=job.load,
            run=run[1],
            totals=Totals(passed=1, failed=failed, total=1 + failed),
            duration_ms=1.0,
            recent=[pages.TestResult(name=f"of {file_of(job)}", status="pass")],
            complete=True,
        )
    )


@asynccontextmanager
async def under_way(stage: Stage, **wanted: Any) -> AsyncIterator[asyncio.Task[Tally]]:
    """Give a run as a task that returns its last tally."""

    async def run() -> Tally:
        async for tally in stage.hub.pages.tests.conduct(Wanted(root=ROOT, **wanted)):
            last = tally
        return last

    task = asyncio.create_task(run())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Keep the state of a run in a folder of its own."""
    env = {"DAEBUG_STATE_DIR": str(tmp_path)}
    monkeypatch.setattr("daebug.daemon.hub.Hub.env", env)
    return env


def test_pages_share_the_files_and_slow_ones_come_first(state: dict[str, str]) -> None:
    durations.write(state, ROOT, {"/quick": 1.0, "/slow": 900.0, "/middle": 50.0})

    async def story(stage: Stage) -> None:
        await stage.joins("one")
        await stage.joins("two")
        finds(stage, "/middle", "/quick", "/slow")
        async with under_way(stage, pages=2) as run:
            first = [await stage.gateway.next(RunJob, number) for number in (1, 2)]
            assert sorted(map(file_of, first)) == ["/middle", "/slow"]
            assert {job.realm for job in first} == {"one", "two"}
            tells(stage, first[0])
            stage.answers(first[0])
            third = await stage.gateway.next(RunJob, 3)
            assert (file_of(third), third.realm) == ("/quick", first[0].realm)
            for job in (first[1], third):
                tells(stage, job)
                stage.answers(job)
            tally = await run
        assert (tally.ok, tally.totals.passed, len(stage.gateway.got(RunJob))) == (True, 3, 3)
        assert set(durations.read(state, ROOT)) == {"/quick", "/slow", "/middle"}

    played(story)


def test_a_page_that_leaves_costs_its_file_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("daebug.daemon.testing.lanes.RETURN_S", 100 * MS)

    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a", "/b")
        async with under_way(stage) as run:
            await stage.gateway.next(RunJob)
            left = RealmLeft(root=ROOT, realm="one", load="one", reason="closed")
            stage.gateway.peer.fact(left)
            tally = await run
        assert {run.file: run.why for run in tally.files.values()} == {
            "/a": "the file was broken off: the connection to the page ended",
            "/b": "the page one is gone",
        }

    played(story)


def test_a_page_that_comes_back_runs_the_rest() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a", "/b")
        async with under_way(stage) as run:
            await stage.gateway.next(RunJob)
            await stage.joins("one", load="two")
            second = await stage.gateway.next(RunJob, 2)
            assert (file_of(second), second.load) == ("/b", "two")
            tells(stage, second)
            stage.answers(second)
            tally = await run
        assert [one.ok for one in tally.files.values()] == [False, True]

    played(story)


def test_a_result_without_its_tests_is_no_success() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a")
        async with under_way(stage) as run:
            stage.answers(await stage.gateway.next(RunJob))
            assert (await run).files["/a"].why == "its page told no result"

    played(story)


def test_another_page_can_not_speak_for_a_file() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        await stage.joins("two")
        finds(stage, "/a")
        async with under_way(stage, page="one") as run:
            job = await stage.gateway.next(RunJob)
            tells(stage, job, realm="two")
            stage.answers(job)
            assert not (await run).ok

    played(story)


def test_a_run_that_is_given_up_cancels_its_jobs() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a", "/b")
        async with under_way(stage):
            job = await stage.gateway.next(RunJob)
        assert (await stage.gateway.next(CancelJob)).job == job.job
        assert len(stage.gateway.got(RunJob)) == 1

    played(story)


def test_a_page_that_is_not_there_is_an_error() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a")
        async with under_way(stage, page="two") as run:
            with pytest.raises(NoSuchRealm):
                await run

    played(story)


def test_fewer_pages_than_wanted_are_told() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("one")
        finds(stage, "/a", "/b")
        async with under_way(stage, pages=2) as run:
            for number in (1, 2):
                job = await stage.gateway.next(RunJob, number)
                tells(stage, job, failed=1)
                stage.answers(job)
            tally = await run
        assert tally.notes == ["1 of 2 pages: no more are open"]
        assert tally.totals.failed == 2

    played(story)
