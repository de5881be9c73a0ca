"""A tree that is watched: what happens in it is told, all of it, in order."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from daebug.daemon.watcher import inotify_queue, watches
from daebug.daemon.watcher import tree as trees
from daebug.daemon.watcher.tree import Tree
from daebug.protocol.facts import Fact
from daebug.protocol.trees import TreeChanged, TreeListed, TreeLost
from tests.arrivals import MS


class Followed:
    """A tree with the list that its facts keep."""

    def __init__(self, root: Path) -> None:
        """List and follow ``root``."""
        self.root = root
        self.told: list[Fact] = []
        self.tree = Tree(str(root), 1, self.told.append)
        self.listed: TreeListed = self.tree.scan()
        self.tree.follow()

    def files(self) -> set[str]:
        """Return the files as the facts until now have it."""
        self.caught_up()
        files = names(self.listed.files)
        for fact in self.told:
            if isinstance(fact, TreeChanged):
                files -= names(fact.removed)
                files |= names(fact.added)
        return files

    def caught_up(self) -> None:
        """Wait until all that happened is told."""
        caught = threading.Event()
        self.tree.catch_up(caught.set)
        assert caught.wait(5000 * MS)

    def lost(self) -> str:
        """Return why the tree is lost; empty = it is not."""
        self.caught_up()
        return next((fact.why for fact in self.told if isinstance(fact, TreeLost)), "")


def names(data: bytes) -> set[str]:
    """Return the names in a piece of a message."""
    return {*os.fsdecode(data).split("\0")[:-1]}


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    """Yield a tree with a file, a folder with a file, and a pattern."""
    (tmp_path / ".gitignore").write_text("*.log\nbuild/\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a").write_text("")
    (tmp_path / "b").write_text("")
    one = Followed(tmp_path)
    yield one
    one.tree.close()


FIRST = {".gitignore", "sub/a", "b"}


def test_a_tree_is_listed(followed: Followed) -> None:
    assert followed.files() == FIRST
    assert followed.listed.folders == 2
    assert not followed.listed.unwatched


def test_files_come_and_go(followed: Followed) -> None:
    (followed.root / "sub/new").write_text("x")
    (followed.root / "b").unlink()
    assert followed.files() == FIRST - {"b"} | {"sub/new"}


def test_what_is_written_is_told_as_changed(followed: Followed) -> None:
    (followed.root / "b").write_text("more")
    (followed.root / "sub/a").chmod(0o700)
    followed.caught_up()
    changed = {
        name
        for fact in followed.told
        if isinstance(fact, TreeChanged)
        for name in names(fact.changed)
    }
    assert changed == {"b", "sub/a"}


def test_a_file_that_is_ignored_is_not_told(followed: Followed) -> None:
    (followed.root / "x.log").write_text("x")
    (followed.root / "build").mkdir()
    (followed.root / "build/x").write_text("x")
    followed.caught_up()
    assert followed.told == []


def test_a_rename_is_one_that_went_and_one_that_came(followed: Followed) -> None:
    (followed.root / "b").rename(followed.root / "sub/c")
    assert followed.files() == FIRST - {"b"} | {"sub/c"}


def test_an_editor_that_replaces_a_file_changes_it(followed: Followed) -> None:
    (followed.root / "b").unlink()
    (followed.root / "b").write_text("again")
    assert followed.files() == FIRST


def test_a_new_folder_is_watched_with_what_is_in_it_already(followed: Followed) -> None:
    (followed.root / "deep/er").mkdir(parents=True)
    (followed.root / "deep/er/x").write_text("")
    followed.caught_up()
    (followed.root / "deep/er/y").write_text("")
    assert followed.files() == FIRST | {"deep/er/x", "deep/er/y"}


def test_a_folder_that_is_moved_is_followed_to_where_it_is(
    followed: Followed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (followed.root / "sub").rename(followed.root / "moved")
    assert followed.files() == {".gitignore", "b", "moved/a"}
    (followed.root / "moved/n").write_text("")
    assert followed.files() == {".gitignore", "b", "moved/a", "moved/n"}
    out = tmp_path_factory.mktemp("out")
    (followed.root / "moved").rename(out / "gone")
    (out / "gone/elsewhere").write_text("")
    assert followed.files() == {".gitignore", "b"}
    (out / "gone").rename(followed.root / "back")
    assert followed.files() == {".gitignore", "b", "back/a", "back/n", "back/elsewhere"}


def test_a_folder_that_is_removed_takes_its_files_with_it(followed: Followed) -> None:
    shutil.rmtree(followed.root / "sub")
    assert followed.files() == {".gitignore", "b"}
    (followed.root / "sub").mkdir()
    (followed.root / "sub/z").write_text("")
    assert followed.files() == {".gitignore", "b", "sub/z"}


def test_links_pipes_and_folders_are_no_files_but_are_told(followed: Followed) -> None:
    (followed.root / "link").symlink_to("b")
    os.mkfifo(followed.root / "pipe")
    assert followed.files() == FIRST
    assert any(isinstance(fact, TreeChanged) and fact.other for fact in followed.told)


@pytest.mark.parametrize("name", [".gitignore", "sub/.ignore"])
def test_a_tree_whose_patterns_change_is_lost(followed: Followed, name: str) -> None:
    (followed.root / name).write_text("b\n")
    assert name in followed.lost()


def test_a_tree_whose_root_goes_is_lost(followed: Followed) -> None:
    followed.root.rename(followed.root.with_name("elsewhere"))
    assert followed.lost() == "the folder is gone"


def test_a_queue_that_overflows_loses_the_tree(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = followed.tree._watches.source
    assert source is not None
    read = source.read
    lost = [(-1, inotify_queue.OVERFLOW, b"")]
    monkeypatch.setattr(source, "read", lambda: lost if read() else [])
    (followed.root / "n").write_text("")
    assert "more happened" in followed.lost()


def test_a_thousand_files_are_all_told(followed: Followed) -> None:
    for number in range(1000):
        (followed.root / f"n{number}").write_text("")
    assert followed.files() == FIRST | {f"n{number}" for number in range(1000)}


def test_a_tree_with_too_many_folders_is_listed_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "MOST_FOLDERS", 2)
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("")
    one = Followed(tmp_path)
    assert one.files() == {"a/x", "b/x", "c/x"}
    assert "more than 2 folders" in one.listed.unwatched
    one.tree.close()


def test_a_tree_with_too_many_files_says_how_many_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MOST_FILES", 3)
    for number in range(3):
        (tmp_path / f"f{number}").write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/one").write_text("")
    one = Followed(tmp_path)
    assert one.listed.left_out == 1
    one.tree.close()


def test_a_folder_that_is_not_there_can_not_be_listed(tmp_path: Path) -> None:
    tree = Tree(str(tmp_path / "no"), 1, lambda _: None)
    with pytest.raises(FileNotFoundError):
        tree.scan()
    tree.close()
