"""What was asked before a crash of watcher or hub: answered once, or said to be interrupted."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from daebug.protocol.errors import DaebugError
from tests.arrivals import MS
from tests.daemon.watcher.watched import (
    Hub,
    Watched,
    ask,
    joined,
    play,
    replies,
    transcript,
    until,
)


def test_what_a_page_was_given_before_a_kill_does_not_run_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        ask(path, "2+2")
        # The hub is another one: it knows that a page has the first, and what is out is nothing.
        await hub.watch(left=[found])
        _, second = await hub.found(2)
        assert second.code == "2+2"
        assert [code for code, _ in replies(path)] == ["1+1"]
        assert "interrupted" in path.read_text()

    play(folder, story)


@pytest.mark.parametrize("proceeded", [True, False])
@pytest.mark.parametrize("written", [True, False])
def test_after_a_crash_a_request_that_is_out_is_answered_once(
    folder: Path, *, proceeded: bool, written: bool
) -> None:
    async def story() -> None:
        root = folder / "root"
        path = transcript(root)
        hub = Hub(folder, root)
        first = Watched(hub, folder)
        await joined(hub)
        await hub.watch()
        ask(path, "1+1")
        (found,) = await hub.found()
        at = time.time()
        if proceeded:
            await hub.proceed(found)
        if written:  # and the hub does not hear of it
            await hub.reply(found, at=at)
        await first.crash()
        ask(path, "2+2")
        second = Watched(hub, folder)
        await joined(hub, 2)
        await hub.watch(found)
        await hub.reply(found, at=at)
        _, next_one = await hub.found(2)
        await hub.reply(next_one, "4")
        assert replies(path) == [("1+1", "2"), ("2+2", "4")]
        assert len(hub.requests) == 2
        await second.end()
        hub.bus.close()

    asyncio.run(asyncio.wait_for(story(), 20_000 * MS))


def test_a_reply_that_was_written_before_a_crash_is_not_written_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        at = time.time()
        await hub.reply(found, at=at)
        before = path.read_text()
        await hub.watch(found)  # the hub has not heard that it was written
        await hub.facts.until(lambda _: bool(hub.withdrawn))
        with pytest.raises(DaebugError):
            await hub.reply(found, at=at)
        assert path.read_text() == before

    play(folder, story)


def test_what_runs_in_a_file_and_is_not_out_is_marked_interrupted(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        await hub.proceed(found)
        await hub.watch()  # by a hub that knows nothing of it
        assert [code for code, _ in replies(path)] == ["1+1"]
        assert "interrupted" in path.read_text()
        assert len(hub.requests) == 1

    play(folder, story)


def test_what_was_marked_interrupted_does_not_run_when_an_old_copy_brings_it_back(
    folder: Path,
) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        old = path.read_text()
        (found,) = await hub.found()
        await hub.proceed(found)
        await hub.watch()
        path.write_text(f"a line\n{old}")
        await until(lambda: "interrupted" in path.read_text())
        ask(path, "2+2")
        _, second = await hub.found(2)
        assert second.code == "2+2"

    play(folder, story)
