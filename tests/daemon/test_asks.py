"""What clients of the gateway ask the hub: each ask is answered once."""

from __future__ import annotations

import asyncio
from typing import Any

from daebug.daemon import asks as hub_asks
from daebug.protocol.asks import (
    AnswerAsk,
    AppendRequest,
    AskDropped,
    Asked,
    JobTold,
    LookAtJob,
    Question,
    RefuseAsk,
)
from daebug.protocol.errors.daemon import CantWrite
from daebug.protocol.pages import RunJob
from daebug.protocol.scripts import AddRequest
from tests.arrivals import MS
from tests.daemon.stage import ROOT, Stage, agreeable, played


def ask(stage: Stage, question: Question, *, root: str = ROOT, timeout_s: float = 9.0) -> None:
    """Have a client of the gateway ask."""
    fact = Asked(root=root, ask="a1", question=question, timeout_s=timeout_s)
    stage.gateway.peer.fact(fact)


def append(code: str = "1 + 1", wait_s: float = 9.0, **more: Any) -> AppendRequest:
    return AppendRequest(**{"realm": "zen", "agent": "ann", "wait_s": wait_s, **more}, code=code)


async def told(stage: Stage, number: int = 1) -> JobTold:
    """Return the ``number``-th answer."""
    answer: JobTold = (await stage.gateway.next(AnswerAsk, number)).told
    return answer


async def given_up(stage: Stage) -> None:
    """Return when the open asks have ended."""
    done, still = await asyncio.wait(stage.hub.pages._asks._open.values(), timeout=5000 * MS)
    assert done
    assert not still


def test_an_appended_request_is_written_found_run_and_told() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append(job_s=7))
        added = await stage.watcher.next(AddRequest)
        assert (added.transcript, added.agent, added.timeout_s) == ("zen", "ann", 7)
        stage.asks("1 + 1", agent="ann", options={"timeout": "7"})
        job = await stage.gateway.next(RunJob)
        assert job.timeout_s == 7
        stage.answers(job)
        answer = await told(stage)
        assert (answer.over, answer.ok, answer.text, answer.job) == (True, True, "2", job.job)
        await stage.reply()

    played(story)


def test_without_a_wait_the_job_is_named_at_once_and_can_be_looked_at() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append(wait_s=0))
        promised = await told(stage)
        assert (promised.over, promised.state) == (False, "requested")
        ask(stage, LookAtJob(job=promised.job, wait_s=9.0))
        stage.asks("1 + 1", agent="ann")
        job = await stage.gateway.next(RunJob)
        assert job.job == promised.job
        stage.answers(job)
        assert (await told(stage, 2)).text == "2"

    played(story)


def test_a_request_of_somebody_else_does_not_take_a_promised_job() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append(wait_s=0))
        promised = await told(stage)
        stage.asks("1 + 1", agent="bob")
        other = await stage.gateway.next(RunJob)
        assert other.job != promised.job
        stage.answers(other)
        await stage.reply()
        stage.asks("\r\n1 + 1\n", request="r2", agent="ann")  # as it is found in some file
        assert (await stage.gateway.next(RunJob, 2)).job == promised.job

    played(story)


def test_what_cannot_be_done_is_refused_with_the_reason() -> None:
    async def story(stage: Stage) -> None:
        ask(stage, append())
        assert (await stage.gateway.next(RefuseAsk)).code == "no-such-realm"
        ask(stage, LookAtJob(job="j-none"))
        assert (await stage.gateway.next(RefuseAsk, 2)).code == "no-such-job"
        ask(stage, append(), root="/elsewhere")
        assert (await stage.gateway.next(RefuseAsk, 3)).code == "no-such-root"
        await stage.joins()
        stage.watcher.says = lambda _: CantWrite(path="zen.md", why="no space")
        ask(stage, append())
        assert (await stage.gateway.next(RefuseAsk, 4)).code == "cant-write"
        assert not stage.hub.state.page_jobs
        stage.watcher.says = agreeable

    played(story)


def test_more_promises_than_can_be_kept_are_refused() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        jobs = stage.hub.pages.jobs
        for number in range(1000):
            jobs.promise(ROOT, "zen", code=f"{number}", agent="ann", transcript="zen")
        ask(stage, append())
        assert (await stage.gateway.next(RefuseAsk)).code == "too-many-requests"

    played(story)


def test_an_ask_that_takes_too_long_is_refused_in_its_time() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append(), timeout_s=0.05)
        assert (await stage.gateway.next(RefuseAsk)).code == "no-answer"

    played(story)


def test_an_ask_whose_client_is_gone_is_given_up_and_its_request_stays() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append())
        await stage.watcher.next(AddRequest)
        stage.gateway.peer.fact(AskDropped(ask="a1"))
        await given_up(stage)
        stage.asks("1 + 1", agent="ann")
        stage.answers(await stage.gateway.next(RunJob))
        await stage.reply()
        assert stage.gateway.got(AnswerAsk) == []

    played(story)


def test_a_bug_in_an_answer_is_told_and_ends_nothing(
    monkeypatch: Any,
) -> None:
    async def broken(*_: Any) -> JobTold:
        raise ZeroDivisionError

    monkeypatch.setitem(hub_asks.ANSWERS, LookAtJob, broken)

    async def story(stage: Stage) -> None:
        ask(stage, LookAtJob(job="j1"))
        assert (await stage.gateway.next(RefuseAsk)).code == "unexpected"
        await stage.joins()
        ask(stage, append(wait_s=0))
        await told(stage)

    played(story)


def test_a_gateway_that_died_waits_for_no_answer() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        ask(stage, append())
        await stage.watcher.next(AddRequest)
        stage.hub.pages.died("gateway", "killed")
        await given_up(stage)

    played(story)
