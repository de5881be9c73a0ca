"""The watcher on a real bus, with real files: requests, replies, editors and agents at once."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from daebug.protocol.scripts import (
    AddRequest,
    LeaveRoot,
    MakeTranscript,
    ShownEvent,
    ShutdownAsked,
    WriteEvents,
    WriteNotice,
    WriteTests,
)
from daebug.protocol.transcript import marks
from tests.daemon.watcher.watched import (
    Hub,
    ask,
    play,
    replies,
    until,
)


def test_a_request_is_told_once_and_its_reply_stands_under_it(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        await hub.proceed(found)
        assert "executing (0s)" in path.read_text()
        await hub.reply(found)
        assert replies(path) == [("1+1", "2")]
        assert path.read_text().endswith(marks.FOOTER)
        assert len(hub.requests) == 1

    play(folder, story)


def test_the_next_request_is_told_when_the_first_is_answered(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        with path.open("a") as file:
            file.write("```js\n1\n```\n\nand\n\n```js\n2\n```\n")
        (found,) = await hub.found()
        await hub.proceed(found)
        assert len(hub.requests) == 1
        await hub.reply(found, "one")
        _, second = await hub.found(2)
        await hub.reply(second, "two")
        assert replies(path) == [("1", "one"), ("2", "two")]
        assert "\nand\n" in path.read_text()

    play(folder, story)


def test_the_same_code_asked_twice_is_run_twice(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        for number in (1, 2, 3):
            ask(path, "1+1")
            await until(lambda number=number: len(replies(path)) == number)  # type: ignore[misc]
        assert len(hub.requests) == 3

    play(folder, story)


def test_options_of_the_fence_come_with_the_request(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1", info="js timeout=300 console=warn")
        (found,) = await hub.found()
        assert found.options == {"timeout": "300", "console": "warn"}

    play(folder, story)


def test_an_open_fence_is_not_told_until_it_is_closed(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        with path.open("a") as file:
            file.write("```js\n1+")
        ask(path.with_name("other.md"), "other")
        assert [one.transcript for one in await hub.found()] == ["other"]
        with path.open("a") as file:
            file.write("1\n```\n")
        assert [one.code for one in await hub.found(2)] == ["other", "1+1"]

    play(folder, story)


def test_a_fence_that_can_not_run_is_told_so_under_it(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "let x: number = 1", info="ts")
        await until(lambda: "did you mean js" in path.read_text())
        ask(path, "1")
        assert [one.code for one in await hub.found()] == ["1"]
        assert path.read_text().count("did you mean js") == 1

    play(folder, story)


def test_events_go_into_one_section(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        def events(*said: str) -> WriteEvents:
            shown = [ShownEvent(type="console", text=text, at=time.time()) for text in said]
            return WriteEvents(
                root=str(hub.root), transcript="page", realm="page", events=shown, at=time.time()
            )

        for number in range(20):
            await hub.order(events(f"event {number}."))
        text = path.read_text()
        assert text.count(" background at ") == 1
        assert "event 1." in text
        assert "event 2." not in text
        assert "(10 more background events omitted)" in text
        assert "event 19." in text

    play(folder, story)


def test_nothing_is_written_for_a_transcript_that_is_not_there(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        order = WriteEvents(
            root=str(hub.root),
            transcript="none",
            realm="none",
            events=[ShownEvent(type="console")],
            at=1.0,
        )
        await hub.order(order)
        assert not path.with_name("none.md").exists()

    play(folder, story)


def test_notices_tests_and_requests_are_written(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        where: dict[str, Any] = {"root": str(hub.root), "transcript": "page"}
        await hub.order(WriteNotice(**where, text="the worker hung", at=time.time()))
        for said in ("Progress: 1/2 pass, 0 fail (8ms)", "Results: 2 pass, 0 fail, 0 skip (9ms)"):
            await hub.order(WriteTests(**where, markdown=f"## Test {said}\n\n\u2713 a (1ms)"))
        text = path.read_text()
        assert "the worker hung" in text
        assert "## Test Results" in text
        assert "## Test Progress" not in text
        await hub.order(AddRequest(**where, realm="page", agent="ann", code="1", at=time.time()))
        (found,) = await hub.found()
        assert (found.agent, found.code) == ("ann", "1")

    play(folder, story)


def test_a_transcript_is_made_once_and_a_long_result_stands_beside_it(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        make = MakeTranscript(root=str(hub.root), transcript="fresh", realm="fresh")
        made = await hub.order(make)
        assert not made.existed
        assert (await hub.order(make)).existed
        fresh = Path(made.path)
        ask(fresh, "long")
        (found,) = await hub.found()
        await hub.reply(found, "short", whole=b'{"all":1}', job="17")
        assert json.loads((path.parent / "fresh" / "17.json").read_text()) == {"all": 1}
        assert "](fresh/17.json)" in fresh.read_text()

    play(folder, story)


def test_a_late_result_is_written_as_late(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1")
        (found,) = await hub.found()
        await hub.reply(found, "timed out", ok=False, info="Error")
        await hub.reply(found, "at last", late=True)
        assert "at last" in path.read_text()
        assert ", late, asked at " in path.read_text()

    play(folder, story)


def test_the_index_asks_for_shutdown_once_and_says_farewell(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        index = path.parent.parent / "daebug.md"
        assert "started" in index.read_text().splitlines()[0]
        with index.open("a") as file:
            file.write("\n%%SHUTDOWN%%\n")
        await hub.facts.until(lambda seen: ShutdownAsked(root=str(hub.root)) in seen)
        await hub.order(LeaveRoot(root=str(hub.root), at=time.time()))
        assert "SERVER SHUT DOWN" in index.read_text().splitlines()[0]
        await hub.watch()
        assert "started" in index.read_text().splitlines()[0]
        assert sum(isinstance(one, ShutdownAsked) for one in hub.facts.seen) == 1

    play(folder, story)
