"""Test runs on their way into transcripts, on a real bus."""

from __future__ import annotations

from typing import Any

from daebug.protocol import pages
from daebug.protocol.pages import RealmLeft, Totals
from daebug.protocol.pages import TestsProgressed as Progressed
from daebug.protocol.scripts import Reply, WriteTests
from tests.daemon.stage import ROOT, Stage, played


def told(stage: Stage, *names: str, complete: bool = False, load: str = "one") -> None:
    """Have the page tell of tests that passed."""
    stage.gateway.peer.fact(
        Progressed(
            root=ROOT,
            realm="zen",
            load=load,
            run="run-1",
            totals=Totals(passed=len(names), total=len(names)),
            duration_ms=8.0,
            recent=[pages.TestResult(name=name, status="pass") for name in names],
            complete=complete,
        )
    )


async def section(stage: Stage, number: int = 1) -> Any:
    return await stage.watcher.next(WriteTests, number)


def test_a_page_that_tests_itself_writes_into_its_own_transcript() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        told(stage, "a")
        first = await section(stage)
        assert (first.transcript, first.root) == ("zen", ROOT)
        assert first.markdown.startswith("## Test Progress: 1/1 pass, 0 fail (8ms)\n\n\u2713 a")
        told(stage, "a", "b", complete=True)
        last = await section(stage, 2)
        assert last.markdown.startswith("## Test Results: 2 pass, 0 fail, 0 skip (8ms)\n")
        assert "\u2713 b" in last.markdown

    played(story)


def test_a_flood_of_progress_is_one_section_and_none_of_it_is_lost() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        for at in range(100):
            told(stage, f"t{at}")
        names = [f"t{at}" for at in range(100)]
        told(stage, *names, complete=True)
        await stage.watcher.orders.until(
            lambda _: any("Results" in one.markdown for one in stage.watcher.got(WriteTests))
        )
        written = stage.watcher.got(WriteTests)
        assert len(written) <= 3
        assert "100 pass" in written[-1].markdown

    played(story)


def test_a_run_of_a_request_is_written_where_the_request_stands() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("run()", transcript="zen")
        order = await stage.gateway.next(pages.RunJob)
        stage.starts(order)
        told(stage, "a", complete=True)
        assert (await section(stage)).transcript == "zen"
        stage.answers(order)
        assert isinstance(await stage.reply(), Reply)

    played(story)


def test_a_run_of_the_command_line_touches_no_transcript() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = stage.hub.pages.jobs.accept(ROOT, "zen", code="run()")
        order = await stage.gateway.next(pages.RunJob)
        stage.starts(order)
        told(stage, "a", complete=True)
        stage.answers(order)
        await job.over.wait()
        # What is written now was told after the run, so the run was not written.
        told(stage, "own")
        assert "own" in (await section(stage)).markdown
        assert len(stage.watcher.got(WriteTests)) == 1

    played(story)


def test_what_a_page_told_before_it_began_with_a_job_is_its_own() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.hub.pages.jobs.accept(ROOT, "zen", code="6 * 7")
        order = await stage.gateway.next(pages.RunJob)
        told(stage, "a")
        stage.starts(order)
        told(stage, "a", "b", complete=True)
        stage.answers(order)
        await stage.watcher.orders.until(
            lambda _: any("2 pass" in one.markdown for one in stage.watcher.got(WriteTests))
        )

    played(story)


def test_a_page_that_goes_ends_its_run() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        told(stage, "a")
        await section(stage)
        left = RealmLeft(root=ROOT, realm="zen", load="one", reason="closed")
        stage.gateway.peer.fact(left)
        last = await section(stage, 2)
        assert last.markdown.startswith("## Test Results: 1 pass, 1 fail, 0 skip (8ms)\n")
        assert "\u2717 the run was broken off" in last.markdown
        assert "the connection to the page ended" in last.markdown
        assert "\u2713 a" in last.markdown

    played(story)


def test_a_page_that_comes_again_ends_the_run_of_the_load_before() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        told(stage, "a")
        await section(stage)
        await stage.joins(load="two")
        assert "the page was loaded anew" in (await section(stage, 2)).markdown

    played(story)
