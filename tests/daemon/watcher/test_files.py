"""Changes of files that others save at the same moment: no save is ever dropped."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

import pytest

from daebug.daemon.watcher import files
from daebug.daemon.watcher.files import Changed, Replaced, Seen
from daebug.protocol.transcript.edits import Edit


def version(path: Path) -> Seen:
    """Return the version of a file that is there."""
    found = files.seen(str(path))
    assert found is not None
    return found


def test_a_change_is_made_against_the_version_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("one two")
    edit = Edit(start=4, end=7, new=b"three", old=b"two")
    made, replaced = files.change(str(path), [edit], version(path))
    assert path.read_text() == "one three"
    assert made == version(path)
    assert replaced is not None
    replaced.close()
    old = Seen(made.inode, made.size, made.mtime_ns - 1)
    with pytest.raises(Changed):
        files.change(str(path), [edit], old)
    assert os.listdir(tmp_path) == ["page.md"]


def test_a_save_that_the_exchange_took_away_goes_back(tmp_path: Path) -> None:
    real, temporary = tmp_path / "page.md", tmp_path / ".daebug-page.md"
    real.write_text("ours")
    made = version(real)
    temporary.write_text("a save")
    changed = files.put_back(str(temporary), str(real), made)
    assert real.read_text() == "a save"
    assert changed.stood is not None
    # Who opened ours in that instant writes into it now.
    with temporary.open("a") as file:
        file.write(" and more")
    assert changed.stood.late() == (b" and more", False)
    changed.stood.close()


def test_of_two_saves_around_an_exchange_the_newer_one_stays(tmp_path: Path) -> None:
    real, temporary = tmp_path / "page.md", tmp_path / ".daebug-page.md"
    real.write_text("ours")
    made = version(real)
    temporary.write_text("a save")
    newer = tmp_path / "newer"
    newer.write_text("a newer save")
    newer.replace(real)
    changed = files.put_back(str(temporary), str(real), made)
    assert real.read_text() == "a newer save"
    assert changed.stood is None


def test_a_save_in_place_into_what_we_put_there_stays(tmp_path: Path) -> None:
    real, temporary = tmp_path / "page.md", tmp_path / ".daebug-page.md"
    real.write_text("ours")
    made = version(real)
    temporary.write_text("a save")
    real.write_text("a newer save, in place")
    files.put_back(str(temporary), str(real), made)
    assert real.read_text() == "a newer save, in place"


@pytest.mark.slow
def test_saves_by_rename_are_never_dropped(tmp_path: Path) -> None:
    path, done = tmp_path / "page.md", threading.Event()
    path.write_text("0\n")
    rounds, last = 400, ""

    def editor() -> None:
        nonlocal last
        for number in range(rounds):
            new = tmp_path / f"{number}.tmp"
            last = f"{number}\n"
            new.write_text(last)
            new.replace(path)
        done.set()

    thread = threading.Thread(target=editor)
    thread.start()
    changes = 0
    while not done.is_set():
        with contextlib.suppress(Changed):
            data, seen = files.read_from(str(path), 0)
            edit = Edit(start=0, end=0, new=b"ours\n", old=b"")
            _, replaced = files.change(str(path), [edit], seen)
            assert replaced is not None
            replaced.close()
            changes += data != b""
    thread.join()
    # Whatever we wrote, the editor's last save is what it was written into.
    assert path.read_text().endswith(last)
    assert set(path.read_text().removesuffix(last).split()) <= {"ours"}
    assert changes


def test_what_is_appended_to_a_replaced_file_is_known(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("text")
    replaced = Replaced(str(path), version(path))
    assert replaced.late() == (b"", False)
    with path.open("a") as file:
        file.write(" more")
    assert replaced.late() == (b" more", False)
    assert replaced.late() == (b"", False)
    replaced.close()


def test_a_whole_save_into_a_replaced_file_is_known_once_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("text")
    replaced = Replaced(str(path), version(path))
    with path.open("r+") as file:
        file.write("another text")
        file.flush()
        assert replaced.late() == (b"", False)
        file.write(", whole")
        file.flush()
        assert replaced.late() == (b"", False)
    assert replaced.late() == (b"another text, whole", True)
    replaced.close()
