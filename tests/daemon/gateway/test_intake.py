"""What pages say, as the hub is told of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from daebug.protocol import batches, pages
from daebug.protocol.pages import (
    JobFinished,
)
from tests.daemon.gateway.desk import Desk, told


def test_events_go_on_the_bulk_stream_whichever_codec_they_came_in(tmp_path: Path) -> None:
    event = {"type": "console", "level": "warn", "text": "x\x1b[2J\ny", "at": 5, "odd": 1}

    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            message: dict[str, Any] = {"t": "events", "seq": 1, "dropped": 3, "job": "j1"}
            message["events"] = [event, event]
            await page.socket.send_str(json.dumps(message))
            await page.socket.send_bytes(msgspec.msgpack.encode(message))
            await page.say("result", job="j1", ok=True)
            await desk.bulk.count(2)
            finished = await desk.until(JobFinished)
        for happened in desk.bulk.seen:
            assert (happened.count, happened.dropped, happened.job) == (2, 3, "j1")
            assert [one.text for one in batches.events(happened.events)] == ["x\ufffd[2J\ny"] * 2
        assert finished.events == 4

    told(tmp_path, story)


def test_events_that_are_none_are_dropped_and_the_connection_goes_on(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await page.say("events", events="no")
            await page.socket.send_str("[" * 100_000)
            await page.socket.send_bytes(b"\xc1")
            await page.say("nonsense")
            await page.socket.send_str('{"t":"events","events":[{"text":"a\\ud83db"}]}')
            await page.say("events", events=[{"text": 7}, {"text": "good"}])
            await desk.bulk.count(2)
            (half,) = batches.events(desk.bulk.seen[0].events)
            assert half.text == "a\ufffdb"
            odd, good = batches.events(desk.bulk.seen[1].events)
            assert odd.text.startswith("an event can't be read")
            assert good.text == "good"

    told(tmp_path, story)


def test_the_progress_of_tests_is_told(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            item = {
                "name": "adds\nup",
                "status": "odd",
                "duration": 3,
                "completedAt": "2026-01-01T00:00:00Z",
                "error": {"message": "1 != 2"},
            }
            totals = {"pass": 1, "fail": 2, "skip": 0, "total": -3}
            await page.say("tests", run="r", totals=totals, recent=[item], complete=True)
            told = await desk.until(pages.TestsProgressed)
            assert (told.totals.passed, told.totals.failed, told.totals.total) == (1, 2, 0)
            assert (told.run, told.complete) == ("r", True)
            test = told.recent[0]
            assert (test.name, test.status, test.error) == ("adds up", "fail", "1 != 2")
            assert test.at == 1767225600000

    told(tmp_path, story)
