"""What editors do to a transcript: stale copies, renames, deletions, and what is made of them."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from daebug.protocol.errors import DaebugError
from daebug.protocol.transcript import marks
from tests.arrivals import MS
from tests.daemon.watcher.watched import (
    Hub,
    ask,
    play,
    replies,
    until,
)


def test_a_request_that_is_edited_away_is_withdrawn(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        before = path.read_text()
        ask(path, "1+1")
        (found,) = await hub.found()
        path.write_text(before + "```js\n2+2\n```\n")
        _, second = await hub.found(2)
        assert [one.request for one in hub.withdrawn] == [found.request]
        assert second.code == "2+2"
        with pytest.raises(DaebugError) as refused:
            await hub.reply(found)
        assert refused.value.code == "request-withdrawn"

    play(folder, story)


def test_a_running_request_that_is_edited_away_is_cancelled_in_the_file(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        before = path.read_text()
        ask(path, "1+1")
        (found,) = await hub.found()
        await hub.proceed(found)
        path.write_text(before + "```js\n2+2\n```\n")
        await until(lambda: "cancelled: the request" in path.read_text())
        await until(lambda: [one.request for one in hub.withdrawn] == [found.request])

    play(folder, story)


def test_a_reply_that_an_old_copy_erased_is_written_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        ask(path, "1+1")
        old = path.read_text()
        await until(lambda: replies(path) == [("1+1", "[1+1]")])
        path.write_text(old + "\na line of the editor\n")
        await until(lambda: replies(path) == [("1+1", "[1+1]")])
        assert "a line of the editor" in path.read_text()
        assert len(hub.requests) == 1

    play(folder, story)


def test_a_request_and_its_reply_that_an_old_copy_erased_are_written_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        old = path.read_text()
        ask(path, "1+1")
        await until(lambda: replies(path) == [("1+1", "[1+1]")])
        path.write_text("an older line\n\n" + old)
        await until(lambda: replies(path) == [("1+1", "[1+1]")])
        assert len(hub.requests) == 1

    play(folder, story)


def test_a_running_mark_that_an_old_copy_erased_is_written_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        old = path.read_text()
        (found,) = await hub.found()
        await hub.proceed(found)
        path.write_text(old + "\nnote\n")
        await until(lambda: "executing (0s)" in path.read_text())
        await hub.reply(found)
        assert replies(path) == [("1+1", "2")]
        assert len(hub.requests) == 1
        assert not hub.withdrawn

    play(folder, story)


def test_a_request_put_in_front_does_not_take_the_place_of_the_first(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        before = path.read_text()
        ask(path, "first")
        (found,) = await hub.found()
        path.write_text(before + "```js\nbefore\n```\n\n```js\nfirst\n```\n")
        hub.work = hub.answer
        await hub.answer(found)
        await until(lambda: len(replies(path)) == 2)
        assert replies(path) == [("first", "[first]"), ("before", "[before]")]

    play(folder, story)


def test_a_file_saved_by_rename_deleted_or_made_again_is_read(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        new = path.with_name("new")
        new.write_text(path.read_text() + "```js\n1\n```\n")
        new.replace(path)
        await until(lambda: replies(path) == [("1", "[1]")])
        path.unlink()
        ask(path, "2")
        await until(lambda: replies(path) == [("2", "[2]")])
        path.rename(path.with_name("page.md~"))
        path.write_text("```js\n3\n```\n")
        await until(lambda: replies(path) == [("3", "[3]")])
        assert [one.code for one in hub.requests] == ["1", "2", "3"]

    play(folder, story)


def test_a_folder_that_is_removed_is_watched_again_when_it_comes_back(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        path.unlink()
        path.parent.rmdir()
        await asyncio.to_thread(path.parent.mkdir)
        ask(path, "1")
        assert [one.code for one in await hub.found()] == ["1"]
        ask(path.with_name("other.md"), "2")
        assert len(await hub.found(2)) == 2

    play(folder, story)


def test_a_reply_to_a_read_only_file_is_refused_and_written_later(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        path.chmod(0o444)
        with pytest.raises(DaebugError) as refused:
            await hub.reply(found)
        assert refused.value.code == "cant-write"
        path.chmod(0o644)
        new = path.with_name("new")
        new.write_text(path.read_text() + "\nsaved again\n")
        new.replace(path)
        await until(lambda: replies(path) == [("1+1", "2")])
        assert len(hub.requests) == 1

    play(folder, story)


def test_a_reply_is_written_as_soon_as_the_file_may_be_written_again(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        ask(path, "1+1")
        (found,) = await hub.found()
        path.chmod(0o444)
        with pytest.raises(DaebugError):
            await hub.reply(found)
        path.chmod(0o644)
        await until(lambda: replies(path) == [("1+1", "2")])
        assert len(hub.requests) == 1

    play(folder, story)


def test_a_truncated_file_is_read_from_its_beginning(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        ask(path, "1")
        await until(lambda: replies(path) == [("1", "[1]")])
        path.write_text("")
        ask(path, "2")
        await until(lambda: ("2", "[2]") in replies(path))
        assert [one.code for one in hub.requests] == ["1", "2"]

    play(folder, story)


def test_a_folder_that_is_moved_away_and_back_is_read(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        aside = path.parent.with_name("aside")
        path.parent.rename(aside)
        with (aside / path.name).open("a") as file:
            file.write("```js\n1\n```\n")
        aside.rename(path.parent)
        assert [one.code for one in await hub.found()] == ["1"]
        ask(path.with_name("other.md"), "2")
        assert len(await hub.found(2)) == 2

    play(folder, story)


def test_when_events_were_lost_everything_is_looked_at(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        hub.work = hub.answer
        most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
        # The loop is not left, so nobody takes the events while they are made: too many.
        for _ in range(most):
            path.chmod(0o600)
            path.chmod(0o644)
        ask(path.with_name("other.md"), "2")
        await until(lambda: replies(path.with_name("other.md")) == [("2", "[2]")])
        ask(path, "1")
        await until(lambda: replies(path) == [("1", "[1]")])

    play(folder, story)


def test_half_a_hundred_megabytes_are_appended_to_and_answered(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        block = "### \U0001f5e3\ufe0fa to page at 01:02:03\n```JS\n1\n```\n" + "x" * 4000 + "\n"
        big = path.with_name("big.md")
        with big.open("w") as file:
            file.write("# big\n\n" + block * (50_000_000 // len(block)) + marks.FOOTER)
        hub.work = hub.answer
        ask(big, "1+1")
        await hub.found(1, 10_000 * MS)
        await until(lambda: big.read_bytes()[-400:].count(b"[1+1]") == 1)
        assert os.path.getsize(big) > 50_000_000 - len(block)

    play(folder, story)


def test_other_files_do_not_wait_for_the_first_look_at_a_long_one(folder: Path) -> None:
    async def story(hub: Hub, path: Path) -> None:
        block = "### \U0001f5e3\ufe0fa to page at 01:02:03\n```JS\n1\n```\n" + "x\n" * 40
        big = path.with_name("big.md")
        with big.open("w") as file:
            file.write("# big\n\n" + block * (50_000_000 // len(block)) + marks.FOOTER)
        hub.work = hub.answer
        ask(big, "long")
        took = []
        for number in range(200):
            code = f"short {number}"
            asked = time.perf_counter()
            ask(path, code)
            await hub.facts.until(lambda _, code=code: code in hub.found_at)  # type: ignore[misc]
            took.append(hub.found_at[code] - asked)
            await until(lambda number=number: len(replies(path)) > number)  # type: ignore[misc]
            if "long" in hub.found_at:
                break
        assert "long" in hub.found_at
        assert len(took) > 2
        assert sorted(took)[len(took) // 2] < 50 * MS

    play(folder, story)
