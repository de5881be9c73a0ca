"""Jobs of pages: handed out once, one at a time in a realm, over in exactly one way."""

from __future__ import annotations

import asyncio

import msgspec

from daebug.daemon.page_state import PageJob
from daebug.protocol.errors.pages import RealmGone
from daebug.protocol.pages import CancelJob, JobStarted, RealmJoined, RealmLeft, RunJob
from tests.daemon.stage import ROOT, Stage, played


def accept(stage: Stage, code: str = "1 + 1", realm: str = "zen", **more: float) -> PageJob:
    """Enter a job as the command line does."""
    return stage.hub.pages.jobs.accept(ROOT, realm, code=code, **more)  # type: ignore[arg-type]


def test_a_job_is_handed_to_the_load_that_lives_and_ends_with_its_result() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage)
        order = await stage.gateway.next(RunJob)
        assert (order.code, order.load, order.job) == ("1 + 1", "one", job.id)
        stage.gateway.peer.fact(JobStarted(root=ROOT, realm="zen", load="one", job=job.id))
        await stage.true(lambda: job.state == "started")
        assert stage.root.realms["zen"].state == "executing"
        stage.answers(order)
        await stage.hub.pages.jobs.settled(job)
        assert (job.state, job.duration_ms) == ("finished", 3.0)
        assert stage.root.realms["zen"].state == "live"

    played(story)


def test_jobs_of_one_realm_run_one_after_another_and_of_many_at_once() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins("a")
        await stage.joins("b")
        first, second, other = (
            accept(stage, "1", "a"),
            accept(stage, "2", "a"),
            accept(stage, "3", "b"),
        )
        await stage.gateway.orders.until(lambda _: len(stage.gateway.got(RunJob)) == 2)
        assert {order.job for order in stage.gateway.got(RunJob)} == {first.id, other.id}
        assert second.state == "requested"
        stage.answers(next(o for o in stage.gateway.got(RunJob) if o.job == first.id))
        assert (await stage.gateway.next(RunJob, 3)).job == second.id

    played(story)


def test_a_page_that_leaves_or_reloads_ends_its_job_at_once() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage)
        await stage.gateway.next(RunJob)
        fact = RealmLeft(root=ROOT, realm="zen", load="one", reason="navigate")
        stage.gateway.peer.fact(fact)
        await asyncio.wait_for(job.over.wait(), 1)
        assert (job.state, job.why) == ("interrupted", "the page went to another address")
        await stage.joins(load="two")
        again = accept(stage)
        await stage.gateway.next(RunJob, 2)
        await stage.joins(load="three")
        assert again.state == "interrupted"

    played(story)


def test_a_result_of_another_load_or_of_an_unknown_job_changes_nothing() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage)
        order = await stage.gateway.next(RunJob)
        stage.answers(order, load="other")
        stage.answers(msgspec.structs.replace(order, job="nobody"))
        stage.answers(order, text="7")
        await job.over.wait()
        assert b"7" in job.value
        stage.answers(order, text="8")
        await stage.joins("later")
        assert b"7" in job.value

    played(story)


def test_a_job_over_its_time_ends_and_its_late_result_is_marked() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage, timeout_s=0.05)
        order = await stage.gateway.next(RunJob)
        await job.over.wait()
        assert job.state == "timed-out"
        stage.answers(order, late=True)
        await stage.true(lambda: job.state == "late")
        assert job.ok

    played(story)


def test_the_next_job_goes_out_after_one_that_timed_out() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        accept(stage, timeout_s=0.05)
        second = accept(stage, "2")
        assert (await stage.gateway.next(RunJob, 2)).job == second.id

    played(story)


def test_a_job_that_the_gateway_refuses_is_not_sent_again() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.gateway.says = lambda _: RealmGone(realm="zen", why="its connection is gone")
        job = accept(stage)
        await job.over.wait()
        assert job.state == "interrupted"
        assert "its connection is gone" in job.why
        assert len(stage.gateway.got(RunJob)) == 1

    played(story)


def test_a_cancelled_job_is_cancelled_in_its_page_and_one_that_waits_never_runs() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        first, second = accept(stage), accept(stage, "2")
        await stage.gateway.next(RunJob)
        await stage.hub.pages.jobs.cancel(second, "enough")
        await stage.hub.pages.jobs.cancel(first, "enough")
        assert (await stage.gateway.next(CancelJob)).job == first.id
        third = accept(stage, "3")
        assert (await stage.gateway.next(RunJob, 2)).job == third.id

    played(story)


def test_a_job_waits_a_moment_for_a_page_that_is_being_reloaded() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        left = RealmLeft(root=ROOT, realm="zen", load="one", reason="unload")
        stage.gateway.peer.fact(left)
        await stage.true(lambda: not stage.root.live)
        job = accept(stage)
        await stage.joins(load="two")
        assert (await stage.gateway.next(RunJob)).load == "two"
        assert job.load == "two"

    played(story)


def test_events_that_were_sent_before_the_result_are_waited_for() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage)
        order = await stage.gateway.next(RunJob)
        stage.answers(order, events=2)
        await job.over.wait()
        assert not job.complete.is_set()
        await stage.logs("a", "b", job=job.id)
        await asyncio.wait_for(stage.hub.pages.jobs.settled(job), 5)
        assert job.events.total == 2

    played(story)


def test_a_gateway_that_dies_interrupts_what_runs() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        job = accept(stage)
        await stage.gateway.next(RunJob)
        stage.hub.pages.died("gateway", "signal 9")
        assert job.state == "interrupted"
        assert "signal 9" in job.why
        assert stage.root.live == []

    played(story)


def test_a_thousand_pages_answer_one_job_each() -> None:
    async def story(stage: Stage) -> None:
        for number in range(1000):
            stage.gateway.peer.fact(joined(f"p{number}"))
        await stage.true(lambda: len(stage.root.realms) == 1000)
        jobs = [accept(stage, "1", f"p{number}") for number in range(1000)]
        await stage.gateway.orders.until(lambda _: len(stage.gateway.got(RunJob)) == 1000)
        for order in stage.gateway.got(RunJob):
            stage.answers(order)
        await asyncio.gather(*(job.over.wait() for job in jobs))
        assert {job.state for job in jobs} == {"finished"}

    played(story)


def joined(name: str) -> RealmJoined:
    """Return the fact that ``name`` joined."""
    return RealmJoined(root=ROOT, realm=name, kind="page", url="/", load="one", transport="socket")
