"""Work on long texts is done by a process of its own, and whatever becomes of it is told."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from daebug.daemon.workspace import apart, contents, editing
from daebug.daemon.workspace.containment import Place
from daebug.daemon.workspace.editing import Edit, Wish
from daebug.protocol.errors.daemon import NoAnswer, ProcessDown
from daebug.protocol.errors.usage import NoSuchFile

#: More than is done in a thread.
MANY = apart.LONG_BYTES + 1


def done(work: Callable[[], object], size_bytes: int = MANY) -> object:
    return asyncio.run(apart.done(work, size_bytes))


def test_a_long_text_is_worked_on_elsewhere_and_a_short_one_here() -> None:
    assert done(os.getpid, apart.LONG_BYTES) == os.getpid()
    assert done(os.getpid) != os.getpid()


def test_a_file_is_edited_there(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_bytes(b"a\xff\n" * 3 + b"b\n")
    wish = Wish(Place(str(path), "long"), [Edit(old="a\udcff\nb", new="c")], [])
    (told,) = asyncio.run(apart.done(partial(editing.edited, [wish], 100, dry_run=False), MANY))
    assert (told.file, told.edits[0].strategy, told.lines) == ("long", "exact", [(3, 3)])
    assert path.read_bytes() == b"a\xff\n" * 2 + b"c\n"


def test_what_it_refuses_is_refused_here(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "none"), "none")
    with pytest.raises(NoSuchFile) as caught:
        done(partial(contents.load, place, 100))
    assert caught.value.facts["path"] == "none"


def test_a_bug_of_ours_comes_with_its_traceback() -> None:
    with pytest.raises(RuntimeError, match="invalid literal"):
        done(partial(int, "x"))


def test_one_that_is_killed_is_told() -> None:
    with pytest.raises(ProcessDown, match="ended with 9"):
        done(partial(os._exit, 9))


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WORK_S", 0.05)
    with pytest.raises(NoAnswer):
        done(partial(time.sleep, 100))


def test_the_size_is_that_of_the_longest_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("123")
    names = ("a", "none")
    assert apart.longest(Place(str(tmp_path / name), name) for name in names) == 3
    assert apart.longest([]) == 0
