"""Repositories that are none, are damaged, or are in an odd state, through the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.daemon.workspace.asked import git, plant, refused, told
from tests.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture
def here(daebug: Home) -> Home:
    """Return the command in a repository without a commit."""
    git(daebug.work, "init", "-q")
    git(daebug.work, "config", "user.name", "n")
    git(daebug.work, "config", "user.email", "n@example.org")
    return daebug


@pytest.mark.parametrize("action", ["status", "info", "branches"])
def test_no_repository_and_one_without_a_work_tree(
    daebug: Home, tmp_path_factory: Any, action: str
) -> None:
    plain, bare = tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("bare")
    git(bare, "init", "-q", "--bare")
    assert refused(daebug, "vcs", action, cwd=plain)["code"] == "no-repository"
    assert refused(daebug, "vcs", action, cwd=bare)["code"] == "no-work-tree"


def test_a_repository_that_can_not_be_read_is_not_told_to_be_made_anew(daebug: Home) -> None:
    pointer, broken = daebug.work / "pointer", daebug.work / "broken"
    plant(daebug.work, {"pointer/.git": "gitdir: /nowhere\n", "broken/x": ""})
    git(broken, "init", "-q")
    (broken / ".git" / "HEAD").write_text("junk")
    for folder in (pointer, broken):
        found = refused(daebug, "vcs", cwd=folder)
        assert found["code"] == "damaged-repository"
        assert found["hint"] == f"ls -la {folder}/.git"
    (daebug.work / "empty" / ".git").mkdir(parents=True)
    found = refused(daebug, "vcs", cwd=daebug.work / "empty")
    assert (found["code"], found["hint"]) == ("no-repository", f"git init {daebug.work}/empty")


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_repository_of_another_user_is_not_entered(here: Home) -> None:
    other = 65534
    for folder, _, files in os.walk(here.work):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, other, other)
    here.env |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    found = refused(here, "vcs")
    assert found["code"] == "repository-of-another"
    assert found["hint"] == f"git config --global --add safe.directory {here.work}"


def test_to_take_out_what_was_never_put_in_is_no_mistake(here: Home) -> None:
    assert told(here, "vcs", "unstage")["unborn"]
    plant(here.work, {"a": "one\n"})
    assert told(here, "vcs", "unstage", "a")["counts"] == {"added": 1}


@pytest.mark.parametrize("born", [False, True])
def test_a_name_that_nobody_knows_is_told(here: Home, born: bool) -> None:  # noqa: FBT001 - a case
    plant(here.work, {"a": "one\n", "sub/b": "two\n"})
    told(here, "vcs", "stage")
    if born:
        told(here, "vcs", "commit", "-m", "one")
    for action in ("diff", "stage", "unstage"):
        found = refused(here, "vcs", action, "a", "nope")
        assert (found["code"], found["facts"]["path"]) == ("no-such-file", "nope")
    (here.work / "a").unlink()
    shutil.rmtree(here.work / "sub")
    assert told(here, "vcs", "diff", "a", "sub")["diff"].count("deleted file") == 2
    told(here, "vcs", "stage", "a", "sub")
    if born:
        assert "-one" in told(here, "vcs", "diff", "--staged", "a")["diff"]
        counts = told(here, "vcs", "unstage", "a", "sub")["counts"]
        assert counts == {"deleted": 2}


def test_the_state_in_the_middle_of_something_is_told(here: Home) -> None:
    plant(here.work, {"f": "1\n"})
    git(here.work, "add", ".")
    git(here.work, "commit", "-qm", "1")
    git(here.work, "checkout", "-qb", "other")
    plant(here.work, {"f": "2\n"})
    git(here.work, "commit", "-qam", "2")
    git(here.work, "checkout", "-q", "main")
    plant(here.work, {"f": "3\n"})
    git(here.work, "commit", "-qam", "3")
    for words in (("rebase", "other"), ("cherry-pick", "other"), ("merge", "other")):
        done = run(here.work, *words)
        assert done != 0
        found = told(here, "vcs")
        assert found["operation"] == words[0]
        assert (found["counts"], found["files"][0]["conflict"]) == (
            {"conflicts": 1},
            "both modified",
        )
        assert "<<<<<<<" in told(here, "vcs", "diff", "f")["diff"]
        assert refused(here, "vcs", "commit", "-m", "x")["code"] == "git-refused"
        git(here.work, words[0], "--abort")
    assert "operation" not in told(here, "vcs")


def test_nothing_asks_for_a_name_a_password_or_a_text(here: Home, tmp_path: Path) -> None:
    plant(here.work, {"a": "one\n"})
    asked = tmp_path / "asked"
    program = tmp_path / "asks"
    program.write_text(f"#!/bin/sh\ntouch {asked}\nexit 1\n")
    program.chmod(0o755)
    for name in ("core.editor", "core.askPass", "sequence.editor", "core.pager", "diff.external"):
        git(here.work, "config", name, str(program))
    git(here.work, "config", "commit.verbose", "true")
    names = ("GIT_EDITOR", "EDITOR", "VISUAL", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PAGER", "PAGER")
    here.env |= dict.fromkeys((*names, "GIT_EXTERNAL_DIFF"), str(program))
    told(here, "vcs", "stage")
    told(here, "vcs", "commit", "-m", "one")
    plant(here.work, {"a": "two\n"})
    assert "+two" in told(here, "vcs", "diff", "a")["diff"]
    told(here, "vcs", "branches")
    assert not asked.exists()


def test_a_branch_of_an_odd_name_is_a_branch_and_no_file(here: Home) -> None:
    plant(here.work, {"a": "one\n", "twin": "file\n"})
    git(here.work, "add", ".")
    git(here.work, "commit", "-qm", "one")
    for name in ("twin", "feat/é#1", "a@b", "x" * 200):
        git(here.work, "branch", name)
        plant(here.work, {"twin": "changed\n"})
        assert told(here, "vcs", "checkout", name)["branch"] == name
        assert (here.work / "twin").read_text() == "changed\n"
    names = {one["name"] for one in told(here, "vcs", "branches")["branches"]}
    assert names == {"main", "twin", "feat/é#1", "a@b", "x" * 200}
    for name in ("a", "no such", "--", "-f", "*", "main..twin"):
        found = refused(here, "vcs", "checkout", "--", name)
        assert found["code"] in {"no-such-branch", "bad-usage"}, (name, found)


def run(folder: Path, *words: str) -> int:
    """Run a git that is expected to fail; return its status."""
    return subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=n@x", *words],
        cwd=folder,
        check=False,
        capture_output=True,
    ).returncode
