"""What the kernel tells of a folder, on the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from daebug.daemon.watcher.edits import EVERYTHING, GONE, PART, WHOLE
from daebug.daemon.watcher.inotify import Inotify
from daebug.protocol.places import DRAFT
from tests.arrivals import Arrivals

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")

Story = Callable[[Inotify, Arrivals], Awaitable[None]]


def told(folder: Path, story: Story) -> None:
    """Run ``story`` with ``folder`` watched and what is told of it."""

    async def run() -> None:
        seen = Arrivals()
        watching = Inotify(lambda *event: seen(event), lambda: seen((str(folder), "everything", 0)))
        try:
            watching.watch(str(folder), WHOLE | PART | GONE)
            await story(watching, seen)
        finally:
            watching.close()
            watching.close()

    asyncio.run(run())


def test_a_save_is_one_event_however_it_was_made(tmp_path: Path) -> None:
    async def story(_: Inotify, seen: Arrivals) -> None:
        (tmp_path / "a.md").write_text("one")
        await seen.count(1)
        (tmp_path / "b~").write_text("two")
        await seen.count(2)
        os.replace(tmp_path / "b~", tmp_path / "a.md")
        await seen.count(4)
        names = [name for _, name, _ in seen.seen]
        assert names == ["a.md", "b~", "b~", "a.md"]
        assert all(mask & WHOLE for _, _, mask in seen.seen)

    told(tmp_path, story)


def test_a_file_that_is_held_open_is_told_as_a_part(tmp_path: Path) -> None:
    async def story(_: Inotify, seen: Arrivals) -> None:
        with (tmp_path / "a.md").open("w") as file:
            file.write("one")
            file.flush()
            await seen.count(1)
            assert not seen.seen[0][2] & WHOLE
        await seen.count(2)
        assert seen.seen[1][2] & WHOLE

    told(tmp_path, story)


def test_our_own_temporary_files_are_not_told(tmp_path: Path) -> None:
    async def story(_: Inotify, seen: Arrivals) -> None:
        (tmp_path / f"{DRAFT}1").write_text("ours")
        (tmp_path / "a.md").write_text("theirs")
        await seen.count(1)
        assert [name for _, name, _ in seen.seen] == ["a.md"]

    told(tmp_path, story)


@pytest.mark.parametrize("end", ["removed", "moved"])
def test_a_folder_that_is_gone_is_told_once_and_can_be_watched_again(
    tmp_path: Path, end: str
) -> None:
    folder = tmp_path / "daebug"
    folder.mkdir()

    async def story(watching: Inotify, seen: Arrivals) -> None:
        if end == "moved":
            folder.rename(tmp_path / "elsewhere")
        else:
            folder.rmdir()
        await seen.count(1)
        assert seen.seen[0][:2] == (str(folder), EVERYTHING)
        assert seen.seen[0][2] & GONE
        folder.mkdir()
        watching.watch(str(folder), WHOLE | PART | GONE)
        if end == "moved":
            (tmp_path / "elsewhere" / "old.md").write_text("nobody looks")
        (folder / "new.md").write_text("new")
        await seen.until(lambda events: any(name == "new.md" for _, name, _ in events))
        assert all(name != "old.md" for _, name, _ in seen.seen)
        assert len(seen.seen) == 2

    told(folder, story)


def test_what_is_not_watched_any_more_is_not_told(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()

    async def story(watching: Inotify, seen: Arrivals) -> None:
        watching.watch(str(other), WHOLE | PART | GONE)
        watching.unwatch(str(tmp_path))
        watching.unwatch(str(tmp_path))
        (tmp_path / "a.md").write_text("one")
        (other / "b.md").write_text("two")
        await seen.count(1)
        assert [name for _, name, _ in seen.seen] == ["b.md"]

    told(tmp_path, story)


def test_a_folder_under_two_names_is_told_under_both(tmp_path: Path) -> None:
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path)

    async def story(watching: Inotify, seen: Arrivals) -> None:
        watching.watch(str(link), WHOLE | PART | GONE)
        (tmp_path / "a.md").write_text("one")
        await seen.count(2)
        assert {folder for folder, _, _ in seen.seen} == {str(tmp_path), str(link)}

    told(tmp_path, story)


def test_an_overflow_of_the_kernels_queue_is_told(tmp_path: Path) -> None:
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if most > 100_000:
        pytest.skip("the queue is too long to fill here")

    async def story(_: Inotify, seen: Arrivals) -> None:
        for number in range(most // 2 + 100):  # made and closed: two events each
            os.close(os.open(tmp_path / str(number % 50), os.O_WRONLY | os.O_CREAT))
            os.unlink(tmp_path / str(number % 50))
        await seen.until(lambda events: any(name == "everything" for _, name, _ in events))

    told(tmp_path, story)


def test_a_folder_that_is_not_there_is_an_error_with_its_name(tmp_path: Path) -> None:
    async def story(watching: Inotify, _: Arrivals) -> None:
        with pytest.raises(FileNotFoundError, match="nowhere"):
            watching.watch(str(tmp_path / "nowhere"), WHOLE)

    told(tmp_path, story)
