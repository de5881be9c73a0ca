"""Where a name leads, and whose it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daebug.daemon.workspace import containment
from daebug.protocol.config import Config
from daebug.protocol.errors.usage import BadUsage
from daebug.protocol.errors.workspace import LinkLeadsOut, OutsideProject
from tests.daemon.people import caller


def resolved(cwd: Path, name: str, *, writing: bool = False) -> str:
    """Return where ``name`` leads."""
    return containment.resolve(name, caller(cwd), Config(), verb="read", writing=writing).path


def test_the_project_is_the_nearest_tree_under_version_control(tmp_path: Path) -> None:
    (tmp_path / "outer/.git").mkdir(parents=True)
    (tmp_path / "outer/inner/src").mkdir(parents=True)
    (tmp_path / "outer/inner/.git").write_text("gitdir: elsewhere\n")
    assert containment.project(str(tmp_path / "outer/inner/src")) == str(tmp_path / "outer/inner")
    assert containment.project(str(tmp_path)) == str(tmp_path)


def test_a_home_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "notes").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert containment.project(str(tmp_path / "notes")) == str(tmp_path / "notes")


def test_who_stands_at_the_root_of_the_system_has_no_project() -> None:
    assert containment.roots(caller("/"), Config()) == ()
    with pytest.raises(OutsideProject):
        resolved(Path("/"), "/etc/hostname")


def test_a_link_and_two_dots_lead_where_the_system_goes(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "link").symlink_to("a/b")
    (tmp_path / "a/x").touch()
    assert resolved(tmp_path, "link/../x") == str(tmp_path / "a/x")


def test_a_name_that_is_not_there_yet_leads_through_its_folders(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/out").symlink_to("/")
    assert resolved(tmp_path / "in", "new/file") == str(tmp_path / "in/new/file")
    with pytest.raises(LinkLeadsOut):
        resolved(tmp_path / "in", "out/new/file", writing=True)
    with pytest.raises(OutsideProject):
        resolved(tmp_path / "in", "out/new/file")


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadUsage):
        resolved(tmp_path, name)


def test_a_folder_that_has_become_a_link_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    os.close(containment.entered(str(tmp_path / "real")))
    with pytest.raises(OSError, match="directory"):
        containment.entered(str(tmp_path / "link"))


def test_missing_folders_are_made_on_the_way(tmp_path: Path) -> None:
    os.close(containment.entered(str(tmp_path / "a/b"), make=True))
    assert (tmp_path / "a/b").is_dir()
