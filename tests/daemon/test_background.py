"""Events on their way: into the live region of a job, its reply, or a section of their own."""

from __future__ import annotations

from daebug.protocol.pages import RunJob
from daebug.protocol.scripts import WriteEvents
from tests.daemon.stage import Stage, played


def test_what_a_job_logs_stands_in_its_reply_and_the_rest_in_the_transcript() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        await stage.logs("beside")
        told = await stage.watcher.next(WriteEvents)
        assert [event.text for event in told.events] == ["beside"]
        stage.asks("1")
        order = await stage.gateway.next(RunJob)
        await stage.logs("inside", "inside", job=order.job)
        stage.answers(order, events=2)
        reply = await stage.reply()
        assert [(event.text, event.times) for event in reply.events] == [("inside", 2)]

    played(story)


def test_what_a_job_logs_is_shown_while_it_runs_and_later_as_background() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        order = await stage.gateway.next(RunJob)
        await stage.logs("first", job=order.job)
        live = await stage.watcher.next(WriteEvents)
        assert (live.request, [event.text for event in live.events]) == ("r1", ["first"])
        await stage.logs("second", job=order.job)
        live = await stage.watcher.next(WriteEvents, 2)
        assert [event.text for event in live.events] == ["first", "second"]
        stage.answers(order, events=2)
        assert len((await stage.reply()).events) == 2
        await stage.logs("after", job=order.job)
        beside = await stage.watcher.next(WriteEvents, 3)
        assert (beside.request, [event.text for event in beside.events]) == ("", ["after"])

    played(story)


def test_a_quick_job_is_not_shown_while_it_runs() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        order = await stage.gateway.next(RunJob)
        await stage.logs("inside", job=order.job)
        stage.answers(order, events=1)
        await stage.reply()
        await stage.logs("beside")
        await stage.watcher.next(WriteEvents)
        await stage.logs("beside")
        told = await stage.watcher.next(WriteEvents, 2)  # a second later
        assert told.request == ""
        assert [event.text for event in told.events] == ["beside"]

    played(story)


def test_a_late_result_does_not_repeat_the_events_of_the_time_out() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", options={"timeout": "0.3"})
        order = await stage.gateway.next(RunJob)
        await stage.logs("inside", job=order.job)
        assert [event.text for event in (await stage.reply()).events] == ["inside"]
        stage.answers(order, late=True)
        assert (await stage.reply(2)).events == []

    played(story)


def test_the_level_of_a_request_holds_for_its_live_region_and_its_reply() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1", options={"console": "error"})
        order = await stage.gateway.next(RunJob)
        await stage.logs("a log", job=order.job)
        assert (await stage.watcher.next(WriteEvents)).events == []
        stage.answers(order, events=1)
        reply = await stage.reply()
        assert (reply.events, reply.events_left_out) == ([], 0)

    played(story)


def test_of_many_events_the_ends_are_shown_and_the_whole_goes_beside() -> None:
    async def story(stage: Stage) -> None:
        await stage.joins()
        stage.asks("1")
        order = await stage.gateway.next(RunJob)
        await stage.logs(*map(str, range(30)), job=order.job)
        stage.answers(order, events=30)
        reply = await stage.reply()
        assert [event.text for event in reply.events] == ["0", "1", *map(str, range(22, 30))]
        assert reply.events_left_out == 20
        assert b'"27"' in reply.whole

    played(story)
