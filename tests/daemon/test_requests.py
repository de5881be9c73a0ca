"""Requests of transcripts: each gets exactly one reply, one of a file at a time."""

from __future__ import annotations

import asyncio

from daebug.protocol.errors.daemon import NoAnswer
from daebug.protocol.orders import Done
from daebug.protocol.pages import Beat, RealmLeft, RealmsBeat, RunJob
from daebug.protocol.scripts import (
    Proceed,
    Reply,
    RequestWithdrawn,
    ShutdownAsked,
    WriteIndex,
)
from tests.daemon.stage import ROOT, Stage, played


def test_a_request_is_run_announced_and_answered() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1 + 1")
        order = await stage.gateway.next(RunJob)
        assert (order.code, order.agent) == ("1 + 1", "claude")
        assert (await stage.watcher.next(Proceed)).request == "r1"
        stage.answers(order)
        reply = await stage.reply()
        assert (reply.request, reply.ok, reply.text, reply.info) == ("r1", True, "2", "JSON")

    played(story)


def test_one_request_of_a_transcript_is_out_at_a_time() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", "r1")
        stage.asks("2", "r2")
        first = await stage.gateway.next(RunJob)
        await stage.watcher.next(Proceed)
        assert len(stage.gateway.got(RunJob)) == 1
        stage.answers(first)
        await stage.reply()
        second = await stage.gateway.next(RunJob, 2)
        assert second.code == "2"
        stage.answers(second)
        assert (await stage.reply(2)).request == "r2"

    played(story)


def test_options_of_the_fence_reach_the_page() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", options={"timeout": "300", "console": "warn"})
        order = await stage.gateway.next(RunJob)
        assert (order.timeout_s, order.console) == (300.0, "warn")

    played(story)


def test_a_request_that_no_page_reads_is_answered_with_who_is_there() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("other")
        stage.root.opened_at = 0.0
        stage.asks("1")
        reply = await stage.reply()
        assert reply.text == "not run: no live page reads this file; live: other"
        assert not reply.ok
        assert stage.gateway.got(RunJob) == []

    played(story)


def test_a_request_goes_to_the_page_that_its_heading_names() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        await stage.joins("zen-webworker", kind="worker")
        stage.asks("1", realm="zen-webworker")
        order = await stage.gateway.next(RunJob)
        assert order.realm == "zen-webworker"
        assert (await stage.watcher.next(Proceed)).transcript == "zen"
        stage.answers(order)
        reply = await stage.reply()
        assert (reply.transcript, reply.realm) == ("zen", "zen-webworker")

    played(story)


def test_a_request_for_a_page_that_is_not_there_does_not_run_in_another() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.root.opened_at = 0.0
        stage.asks("1", realm="sage")
        reply = await stage.reply()
        assert reply.text == "not run: no live page is called `sage`; live: zen"
        assert not reply.ok
        assert stage.gateway.got(RunJob) == []
        stage.asks("2", "r2")
        assert (await stage.gateway.next(RunJob)).realm == "zen"

    played(story)


def test_a_request_waits_a_moment_for_a_page_of_a_root_that_was_just_opened() -> None:
    async def story(stage: Stage) -> None:
        stage.asks("1")
        stage.asks("2", "r1", transcript="other")
        await stage.joins("other")
        await stage.gateway.next(RunJob)
        await stage.joins()
        assert (await stage.gateway.next(RunJob, 2)).code == "1"

    played(story)


def test_a_page_that_reloads_in_mid_job_gives_one_clear_reply() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        order = await stage.gateway.next(RunJob)
        await stage.joins(load="two")
        reply = await asyncio.wait_for(stage.reply(), 1)
        assert reply.text.startswith("interrupted: the page was loaded anew")
        stage.answers(order)
        stage.asks("2", "r2")
        stage.answers(await stage.gateway.next(RunJob, 2))
        await stage.reply(2)
        assert [reply.request for reply in stage.watcher.got(Reply)] == ["r1", "r2"]

    played(story)


def test_a_late_result_is_written_after_the_time_out() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", options={"timeout": "0.05"})
        order = await stage.gateway.next(RunJob)
        assert (await stage.reply()).text.startswith("timed out after 0.05 s")
        stage.answers(order, late=True)
        late = await stage.reply(2)
        assert (late.late, late.ok, late.text) == (True, True, "2")

    played(story)


def test_a_request_that_is_edited_away_is_cancelled() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        await stage.watcher.next(Proceed)
        stage.watcher.peer.fact(RequestWithdrawn(root=ROOT, transcript="zen", request="r1"))
        assert (await stage.reply()).text == "cancelled: the request was edited away"

    played(story)


def test_a_watcher_that_died_finds_the_request_again_and_it_does_not_run_twice() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", "old")
        order = await stage.gateway.next(RunJob)
        await stage.watcher.next(Proceed)
        stage.hub.pages.died("watcher", "signal 9")
        stage.asks("1", "new")
        assert (await stage.watcher.next(Proceed, 2)).request == "new"
        stage.answers(order)
        assert (await stage.reply()).request == "new"
        assert len(stage.gateway.got(RunJob)) == 1

    played(story)


def test_a_reply_that_the_watcher_did_not_take_is_given_again() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        refused: list[Reply] = []

        def once(order: object) -> object:
            if isinstance(order, Reply) and not refused:
                refused.append(order)
                return NoAnswer(role="watcher", waited_s=1.0)
            return Done()

        stage.watcher.says = once  # type: ignore[assignment]
        stage.asks("1")
        stage.answers(await stage.gateway.next(RunJob))
        assert (await stage.reply(2)).request == "r1"

    played(story)


def test_the_index_follows_who_is_there() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        written = await stage.watcher.next(WriteIndex)
        assert [(entry.realm, entry.state) for entry in written.entries] == [("zen", "live")]
        stage.gateway.peer.fact(RealmLeft(root=ROOT, realm="zen", load="one", reason="unload"))
        written = await stage.watcher.next(WriteIndex, 2)
        assert [(entry.realm, entry.state) for entry in written.entries] == [("zen", "gone")]

    played(story)


def test_the_index_shows_a_page_that_did_not_answer_in_time() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        await stage.watcher.next(WriteIndex)
        stage.asks("1", options={"timeout": "0.05"})
        await stage.reply()
        written = await stage.watcher.next(WriteIndex, 2)
        assert [entry.state for entry in written.entries] == ["degraded"]

    played(story)


def test_a_worker_that_hung_ends_its_job_and_its_page_is_degraded_for_a_while() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        await stage.joins("zen-webworker", kind="worker")
        stage.asks("1", transcript="zen-webworker")
        await stage.gateway.next(RunJob)
        gone = RealmLeft(root=ROOT, realm="zen-webworker", load="one", reason="worker-hung")
        stage.gateway.peer.fact(gone)
        said = (await stage.reply()).text
        assert said.startswith("interrupted: the worker hung and was started again")
        for lag_ms, state in ((0.0, "degraded"), (0.0, "live"), (501.0, "degraded")):
            beat = Beat(realm="zen", load="one", restarts=1, lag_ms=lag_ms)
            stage.gateway.peer.fact(RealmsBeat(root=ROOT, beats=[beat]))
            page = stage.root.realms["zen"]
            await stage.true(lambda state=state, page=page: page.state == state)  # type: ignore[misc]
        await stage.watcher.orders.until(lambda seen: ("zen", "degraded") in _listed(seen[-1]))

    played(story)


def _listed(order: object) -> list[tuple[str, str]]:
    """Return who is in the index that ``order`` writes, and how."""
    entries = order.entries if isinstance(order, WriteIndex) else []
    return [(entry.realm, entry.state) for entry in entries]


def test_a_shutdown_that_is_asked_for_in_the_index_closes_the_root() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        await stage.gateway.next(RunJob)
        stage.watcher.peer.fact(ShutdownAsked(root=ROOT))
        await stage.true(lambda: not stage.hub.state.roots)
        names = [type(order).__name__ for order in stage.watcher.orders.seen]
        assert names.index("Reply") < names.index("LeaveRoot")

    played(story)
