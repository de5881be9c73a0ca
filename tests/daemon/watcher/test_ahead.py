"""A whole tree read ahead: it lists and watches what a walk folder by folder does."""

from __future__ import annotations

import errno
import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from daebug.daemon.watcher import ahead, folders, inotify_queue, walking, watches
from daebug.daemon.watcher.folders import Reader
from daebug.daemon.watcher.level import Level
from daebug.daemon.watcher.watches import Watches
from tests.compiled import library

#: Names that a tree is made of: plain, ignored, beginnings of both, none that a text can hold.
NAMES = ("a", "b.log", "keep.log", "out", "x.py", "é", "sp ace", "o'ut", os.fsdecode(b"\xff"))

PATTERNS = ("*.log\n!keep.log\n", "out/\n/a\n", "b/**/x.py\n", "[ab]\n", "")


@pytest.fixture(scope="session")
def compiled(cc: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the reader, compiled from what stands in the tree."""
    made = tmp_path_factory.mktemp("reader") / "libfolders.so"
    library(cc, folders.LIBRARY.with_name("folders.c"), made)
    return made


@pytest.fixture
def reader(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read by the compiled reader."""
    monkeypatch.setattr(folders, "LIBRARY", compiled)
    folders.library.cache_clear()
    assert folders.library() is not None
    yield
    folders.library.cache_clear()


def planted(root: Path, chance: random.Random, depth: int = 3) -> None:
    """Make a random tree with patterns, links, repositories and pipes in it."""
    for name in chance.sample(NAMES, k=5):
        kind = chance.random()
        path = root / name
        if kind < 0.4 and depth:
            path.mkdir()
            planted(path, chance, depth - 1)
        elif kind < 0.9:
            path.write_text("")
        elif kind < 0.95:
            path.symlink_to(root)
        else:
            os.mkfifo(path)
    for name in walking.NAMES:
        if chance.random() < 0.2:
            (root / name).write_text(chance.choice(PATTERNS))
    if chance.random() < 0.1:
        (root / ".git" / "info").mkdir(parents=True)
        (root / ".git" / "info" / "exclude").write_text(chance.choice(PATTERNS))


def one_by_one(root: Path) -> dict[str, walking.Folder]:
    """Return what a walk without the compiled reader finds."""
    found = walking.walk(str(root), "", Level(walking.user()), lambda _: None)
    return {folder.path: folder for folder in found}


def walked(root: Path, held: Watches) -> dict[str, walking.Folder]:
    """Return what is found ahead; those above come first."""
    found: dict[str, walking.Folder] = {}
    for folder in ahead.walk(str(root), held):
        above = folder.path.rstrip("/").rpartition("/")
        assert not folder.path or above[0] + above[1] in found
        found[folder.path] = folder
    return found


def seen(found: dict[str, walking.Folder]) -> dict[str, tuple[set[str], list[str], bool]]:
    """Return what can be compared."""
    return {path: (one.files, one.folders, one.other_ignores) for path, one in found.items()}


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("seed", range(12))
def test_it_finds_and_watches_what_a_walk_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(ahead, "TOGETHER", 1 + seed % 3)
    planted(tmp_path, random.Random(seed))
    held = Watches(str(tmp_path))
    held.open()
    found = walked(tmp_path, held)
    assert seen(found) == seen(one_by_one(tmp_path))
    assert held.source is not None
    for path in found:
        (tmp_path / path / "new").write_text("")
    told = {held.path(number) for number, _, name in held.source.read() if name == b"new"}
    assert told == set(found)
    held.close()


@pytest.mark.usefixtures("reader")
def test_a_tree_wider_than_what_is_asked_for_at_once(tmp_path: Path) -> None:
    wide = 3 * folders.TOGETHER * folders.AHEAD
    for number in range(wide):
        (tmp_path / f"d{number}" / "in").mkdir(parents=True)
        (tmp_path / f"d{number}" / "in" / "x").write_text("")
    found = walked(tmp_path, Watches(str(tmp_path)))
    assert len(found) == 1 + 2 * wide
    assert all(found[f"d{number}/in/"].files == {"x"} for number in range(wide))


@pytest.mark.usefixtures("reader")
def test_what_goes_while_it_is_walked_is_passed_over(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    found = []
    for folder in ahead.walk(str(tmp_path), Watches(str(tmp_path))):
        found.append(folder.path)
        if not folder.path:  # nobody has asked for what is in it yet
            (tmp_path / "a").rmdir()
            (tmp_path / "b").rename(tmp_path / "c")
            (tmp_path / "b").write_text("a file now")
    assert found == [""]


@pytest.mark.usefixtures("reader")
def test_a_tree_with_too_many_folders_is_walked_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "MOST_FOLDERS", 3)
    planted(tmp_path, random.Random(5), depth=4)
    held = Watches(str(tmp_path))
    held.open()
    assert seen(walked(tmp_path, held)) == seen(one_by_one(tmp_path))
    assert "more than 3 folders" in held.unwatched
    assert held.source is None
    held.close()


@pytest.mark.usefixtures("reader")
def test_without_room_for_a_watch_it_is_listed(tmp_path: Path) -> None:
    planted(tmp_path, random.Random(6))
    held = Watches(str(tmp_path))
    held.give_up(inotify_queue.error(errno.ENOSPC, str(tmp_path)))
    assert seen(walked(tmp_path, held)) == seen(one_by_one(tmp_path))
    assert "max_user_watches" in held.unwatched


@pytest.mark.usefixtures("reader")
def test_an_error_that_is_not_of_the_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(ahead, "TOGETHER", 1)
    walk = ahead.walk(str(tmp_path), Watches(str(tmp_path)))
    next(walk)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        with pytest.raises(OSError, match="Too many open files"):
            list(walk)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("reader")
def test_a_reader_that_is_closed_with_questions_open_waits_for_its_threads(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    reader = Reader(-1, 0)
    for _ in range(50):
        reader.ask([os.fsencode(tmp_path)] * 20)
    assert [one.files for one in reader.take()] == ["x\0"] * 20
    assert len(reader) == 49
    reader.close()
    assert len(reader) == 0


def test_without_the_compiled_reader_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "LIBRARY", tmp_path / "none.so")
    folders.library.cache_clear()
    with pytest.raises(OSError, match="not read ahead"):
        Reader(-1, 0)
    planted(tmp_path, random.Random(7))
    held = Watches(str(tmp_path))
    held.open()
    assert seen(walked(tmp_path, held)) == seen(one_by_one(tmp_path))
    held.close()
    folders.library.cache_clear()
