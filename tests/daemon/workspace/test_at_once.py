"""Several who want one file: two agents, another program, a daemon that is killed."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import functools
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.commands import edit, locks, write
from daebug.daemon.look import Look
from daebug.daemon.workspace import contents, drafts, transaction
from daebug.daemon.workspace.containment import Place
from daebug.daemon.workspace.transaction import Change
from daebug.protocol import places
from daebug.protocol.errors import DaebugError
from daebug.protocol.errors.daemon import CantWrite
from daebug.protocol.errors.workspace import FileBusy, FileExists, LockTimedOut
from tests.daemon.people import Peep, caller
from tests.faults.expect import answered, kill, role, until
from tests.home import Home

LIMIT = 1_000_000


@pytest.fixture
def peep(tmp_path: Path) -> Peep:
    return Peep(caller=caller(tmp_path))


def place(path: Path) -> Place:
    return Place(str(path.resolve()), path.name)


def test_edits_of_one_file_at_once_are_all_in_it(peep: Peep, tmp_path: Path) -> None:
    count = 30
    (tmp_path / "f").write_text("".join(f"<{n}>\n" for n in range(count)))

    async def all_of_them() -> None:
        asks = [edit.Request(file="f", old=f"<{n}>", new=f"[{n}]") for n in range(count)]
        await asyncio.gather(*(edit.run(ask, peep) for ask in asks))

    asyncio.run(all_of_them())
    assert (tmp_path / "f").read_text() == "".join(f"[{n}]\n" for n in range(count))
    assert sorted(os.listdir(tmp_path)) == ["f"]


def test_an_agent_that_holds_a_file_is_listed_and_waited_for(peep: Peep, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a\n")
    path = str((tmp_path / "f").resolve())

    async def story() -> str:
        async with peep.workspace.locks.writing(path, holder="ann: edit", timeout_s=1):
            shown = locks.render(await locks.run(locks.Request(), peep), Look())
            waits = asyncio.create_task(edit.run(edit.Request(file="f", old="a", new="b"), peep))
            await asyncio.sleep(0)
            assert (tmp_path / "f").read_text() == "a\n"
        await waits
        return shown

    assert asyncio.run(story()) == f"{path}  write  ann: edit holds for 0.0 s\n"
    assert (tmp_path / "f").read_text() == "b\n"


def test_an_agent_that_holds_a_file_for_too_long_is_named(peep: Peep, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a\n")
    path = str((tmp_path / "f").resolve())

    async def story() -> None:
        held = peep.workspace.locks.writing(path, holder="ann: edit", timeout_s=1)
        wanted = peep.workspace.locks.writing(path, holder="bob", timeout_s=0.001)
        async with held, wanted:
            pass

    with pytest.raises(LockTimedOut, match="ann: edit"):
        asyncio.run(story())


def test_a_cancelled_write_keeps_the_lock_until_the_file_is_whole(
    peep: Peep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()
    put = drafts.put

    def slow(draft: drafts.Draft) -> None:
        began.set()
        assert go_on.wait(10)
        put(draft)

    monkeypatch.setattr(drafts, "put", slow)

    async def story() -> None:
        first = asyncio.create_task(write.run(write.Request(file="f", text="one"), peep))
        await asyncio.to_thread(began.wait, 10)
        first.cancel()
        second = asyncio.create_task(
            write.run(write.Request(file="f", text="two", force=True), peep)
        )
        for _ in range(5):
            await asyncio.sleep(0)
        assert [claim.held for claim in peep.workspace.locks.claims()] == [True, False]
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert not (await second).created

    asyncio.run(story())
    assert (tmp_path / "f").read_text() == "two"
    assert peep.workspace.locks.claims() == []


def test_a_file_that_another_program_writes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("a\n")
    before = contents.load(place(path), LIMIT)
    new = drafts.draft(place(path), b"b\n", before)
    path.write_text("theirs\n")
    with pytest.raises(FileBusy):
        drafts.put(new)
    assert path.read_text() == "theirs\n"
    assert os.listdir(tmp_path) == ["f"]


def test_a_file_that_never_stands_still_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    path.write_text("a\n")
    seen = contents.same

    def growing(one: os.stat_result, other: os.stat_result) -> bool:
        with path.open("a") as file:
            file.write("more\n")
        return seen(one, os.stat(path)) and seen(one, other)

    monkeypatch.setattr(contents, "same", growing)
    with pytest.raises(FileBusy):
        contents.load(place(path), LIMIT)


@pytest.mark.parametrize("fails", ["draft", "put"])
def test_files_written_together_are_all_old_when_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    names = ["one", "two", "three"]
    for name in names:
        (tmp_path / name).write_text(f"old {name}\n")
    (tmp_path / "one").chmod(0o640)
    real = getattr(drafts, fails)

    def failing(*args: Any, **more: Any) -> Any:
        target = args[0].place if fails == "put" else args[0]
        if target.shown == "three":
            raise CantWrite(path="three", why="no space left on device")
        return real(*args, **more)

    changes = [
        Change(place(tmp_path / name), b"new\n", contents.load(place(tmp_path / name), LIMIT))
        for name in names
    ]
    changes.insert(1, Change(place(tmp_path / "fresh"), b"new\n", None))
    changes.insert(2, Change(changes[2].place, None, changes[2].before))  # "two" goes away instead
    del changes[3]
    monkeypatch.setattr(drafts, fails, failing)
    with pytest.raises(DaebugError):
        transaction.commit(changes)
    assert sorted(os.listdir(tmp_path)) == sorted(names)
    assert [(tmp_path / name).read_text() for name in names] == [f"old {n}\n" for n in names]
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o640


@pytest.mark.slow
def test_a_daemon_killed_while_it_writes_leaves_the_old_file_or_the_new(home: Home) -> None:
    path = home.work / "f"
    old, new = b"o" * 4_000_000, b"n" * 4_000_000
    for _ in range(3):
        path.write_bytes(old)
        answered(home("status"))
        hub, zygote = role(home, "hub"), role(home, "zygote")
        client = home.start("write", "f", "--force")
        assert client.stdin is not None
        sender = threading.Thread(target=_send, args=(client, new))
        sender.start()
        until("the new file is on its way", functools.partial(_under_way, hub, path, new))
        for pid in (hub, zygote):
            kill(pid)
        sender.join()
        client.kill()
        client.wait(10)
        for stream in (client.stdout, client.stderr):
            assert stream is not None
            stream.close()
        assert path.read_bytes() in {old, new}
    answered(home("write", "f", "--force", input="last"))
    assert os.listdir(home.work) == ["f"]


@pytest.mark.slow
def test_what_a_killed_daemon_left_is_taken_away_by_the_next_that_writes_there(home: Home) -> None:
    names = [f"{places.DRAFT}{digits}" for digits in ("0123456789ab", "ba9876543210")]
    left, held = (home.work / name for name in names)
    other = home.work / f"{places.DRAFT}page.md"
    for path in (left, held, other):
        path.write_text("half a f")
    with held.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # another daemon is at work
        answered(home("write", "f", input="x"))
    assert sorted(os.listdir(home.work)) == sorted([held.name, other.name, "f"])


@pytest.mark.parametrize("lacking", ["nothing", "unnamed files", "links"])
def test_a_file_is_made_and_replaced_whatever_its_file_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    if lacking != "nothing":
        monkeypatch.setattr(os, "O_TMPFILE", 0)
    if lacking == "links":
        monkeypatch.setattr(os, "link", _no_links)
    path = tmp_path / "f"
    drafts.put(drafts.draft(place(path), b"one\n", None))
    with pytest.raises(FileExists):
        drafts.put(drafts.draft(place(path), b"two\n", None))
    assert path.read_text() == "one\n"
    path.chmod(0o640)
    drafts.put(drafts.draft(place(path), b"two\n", contents.load(place(path), LIMIT)))
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("two\n", 0o640)
    drafts.drop(drafts.draft(place(path), b"three\n", contents.load(place(path), LIMIT)))
    assert os.listdir(tmp_path) == ["f"]


def _no_links(*_: object, **__: object) -> None:
    """Answer as a file system without hard links does."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def _send(client: subprocess.Popen[bytes], data: bytes) -> None:
    """Give a command its standard input; it may die meanwhile."""
    assert client.stdin is not None
    with contextlib.suppress(OSError):
        client.stdin.write(data)
    with contextlib.suppress(OSError):
        client.stdin.close()


def _under_way(pid: int, path: Path, new: bytes) -> bool:
    """Whether ``path`` is new, or the process has a file beside it open, with a name or without."""
    if path.read_bytes() == new:
        return True
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if os.readlink(entry).startswith(f"{path.parent}/"):
                return True
    return False
