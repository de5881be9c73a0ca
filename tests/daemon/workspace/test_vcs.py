"""``vcs`` as a user has it; git itself says what is true."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.arrivals import MS
from tests.daemon.workspace.asked import git, plant, refused, told
from tests.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture
def here(daebug: Home) -> Home:
    """Return the command in a repository with one commit: ``a`` and ``sub/b``."""
    who = {"NAME": "n", "EMAIL": "n@example.org"}
    for role in ("AUTHOR", "COMMITTER"):
        daebug.env |= {f"GIT_{role}_{key}": value for key, value in who.items()}
    daebug.env |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    git(daebug.work, "init", "-q")
    plant(daebug.work, {"a": "one\n", "sub/b": "two\n"})
    git(daebug.work, "add", ".")
    git(daebug.work, "commit", "-q", "-m", "first")
    return daebug


def kept(home: Home) -> Any:
    """Return the status once it is kept."""
    until = time.monotonic() + 10_000 * MS
    while time.monotonic() < until:
        reply = told(home, "vcs")
        if reply.get("kept"):
            return reply
    raise AssertionError("it is never kept")


def files(reply: Any) -> dict[str, str]:
    """Return path -> status, with a star where it is staged."""
    return {
        one["path"]: one["status"] + ("*" if one.get("staged") else "")
        for one in reply.get("files", [])
    }


def test_a_clean_repository(here: Home) -> None:
    reply = told(here, "vcs")
    assert (reply["branch"], files(reply), reply.get("counts")) == ("main", {}, None)
    assert reply["commit"] == git(here.work, "rev-parse", "--short=7", "HEAD").strip()
    assert here("vcs").stdout.endswith("nothing changed\n")


def test_a_kept_status_is_given_up_for_anything_that_changes_it(here: Home) -> None:
    assert files(kept(here)) == {}
    plant(here.work, {"a": "changed\n"})
    assert files(told(here, "vcs")) == {"a": "modified"}
    assert files(kept(here)) == {"a": "modified"}
    git(here.work, "add", "a")
    assert files(told(here, "vcs")) == {"a": "modified*"}
    kept(here)
    (here.work / "sub/b").unlink()
    assert files(told(here, "vcs")) == {"a": "modified*", "sub/b": "deleted"}
    kept(here)
    plant(here.work, {"new/x": ""})
    assert "new/" in files(told(here, "vcs"))
    kept(here)
    git(here.work, "commit", "-q", "-m", "second")
    reply = told(here, "vcs")
    assert files(reply) == {"sub/b": "deleted", "new/": "untracked"}
    assert reply["commit"] == git(here.work, "rev-parse", "--short=7", "HEAD").strip()
    kept(here)
    git(here.work, "branch", "-m", "other")
    assert told(here, "vcs")["branch"] == "other"
    kept(here)
    (here.work / "a").chmod(0o755)
    assert files(told(here, "vcs"))["a"] == "modified"
    kept(here)
    git(here.work, "stash", "-q", "-u")
    reply = told(here, "vcs")
    assert (files(reply), reply["stashes"]) == ({}, 1)


def test_a_tracked_file_that_is_ignored_is_seen_too(here: Home) -> None:
    plant(here.work, {".gitignore": "out/\n", "out/x": "1\n"})
    git(here.work, "add", "-f", ".gitignore", "out/x")
    git(here.work, "commit", "-q", "-m", "tracked though ignored")
    assert files(kept(here)) == {}
    plant(here.work, {"out/x": "22\n"})
    assert files(told(here, "vcs")) == {"out/x": "modified"}


def test_what_other_patterns_hide_makes_git_answer_each_time(here: Home) -> None:
    plant(here.work, {".ignore": "hidden\n"})
    for _ in range(3):
        assert not told(here, "vcs").get("kept")
    plant(here.work, {"hidden/x": ""})
    assert "hidden/" in files(told(here, "vcs"))


def test_an_unborn_branch_and_its_first_commit(daebug: Home, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.name", "n")
    git(tmp_path, "config", "user.email", "n@example.org")
    reply = told(daebug, "vcs")
    assert (reply["branch"], reply["unborn"]) == ("main", True)
    plant(tmp_path, {"x": "", "y": ""})
    assert files(told(daebug, "vcs", "stage")) == {"x": "added*", "y": "added*"}
    assert files(told(daebug, "vcs", "unstage", "y")) == {"x": "added*", "y": "untracked"}
    reply = told(daebug, "vcs", "commit", "-m", "first")
    assert (reply["subject"], len(reply["commit"]), files(reply)) == (
        "first",
        7,
        {"y": "untracked"},
    )


def test_a_detached_head_has_no_branch(here: Home) -> None:
    git(here.work, "checkout", "-q", "--detach")
    reply = told(here, "vcs")
    assert "branch" not in reply
    assert here("vcs").stdout.startswith(f"detached at {reply['commit']}")


def test_a_rename_on_a_branch_that_is_ahead_and_behind(here: Home, tmp_path_factory: Any) -> None:
    far = tmp_path_factory.mktemp("far")
    git(far, "clone", "-q", str(here.work), "c")
    clone = far / "c"
    plant(here.work, {"n": ""})
    git(here.work, "add", "n")
    git(here.work, "commit", "-q", "-m", "theirs")
    git(clone, "commit", "-q", "--allow-empty", "-m", "ours")
    git(clone, "fetch", "-q")
    git(clone, "mv", "a", "renamed")
    reply = told(here, "vcs", cwd=clone)
    assert (reply["upstream"], reply["ahead"], reply["behind"]) == ("origin/main", 1, 1)
    assert reply["files"][0] == {
        "path": "renamed",
        "status": "renamed",
        "staged": True,
        "index": "renamed",
        "was": "a",
    }
    assert "1 ahead, 1 behind" in here("vcs", cwd=clone).stdout


def test_a_merge_with_a_conflict(here: Home) -> None:
    git(here.work, "checkout", "-q", "-b", "side")
    plant(here.work, {"a": "side\n"})
    git(here.work, "commit", "-q", "-am", "side")
    git(here.work, "checkout", "-q", "main")
    plant(here.work, {"a": "main\n"})
    git(here.work, "commit", "-q", "-am", "main")
    kept(here)
    with pytest.raises(Exception, match="merge"):
        git(here.work, "merge", "-q", "side")
    reply = told(here, "vcs")
    assert (reply["operation"], reply["counts"]) == ("merge", {"conflicts": 1})
    assert reply["files"][0]["conflict"] == "both modified"
    assert "in the middle of a merge" in here("vcs").stdout
    assert refused(here, "vcs", "commit", "-m", "x")["code"] == "git-refused"


def test_a_held_lock_is_told_at_once_and_reading_needs_none(here: Home) -> None:
    lock = here.work / ".git/index.lock"
    lock.write_text("")
    plant(here.work, {"a": "x\n"})
    assert files(told(here, "vcs")) == {"a": "modified"}
    for words in (["stage"], ["unstage"], ["commit", "-m", "x"], ["checkout", "-"]):
        if words != ["checkout", "-"]:
            error = refused(here, "vcs", *words)
            assert (error["code"], error["facts"]["lock"]) == ("git-busy", str(lock))
    assert lock.exists()


def test_nothing_is_locked_or_written_by_looking(here: Home) -> None:
    index = here.work / ".git/index"
    (here.work / "a").touch()
    before = index.stat()
    told(here, "vcs")
    after = index.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_work_trees_and_submodules(here: Home, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other")
    git(here.work, "worktree", "add", "-q", "-b", "wt", str(other / "wt"))
    reply = told(here, "vcs", "info", cwd=other / "wt")
    assert (reply["branch"], reply["root"]) == ("wt", str(other / "wt"))
    assert [(one["path"], one["branch"]) for one in reply["worktrees"]] == [
        (str(here.work), "main"),
        (str(other / "wt"), "wt"),
    ]
    lib = tmp_path_factory.mktemp("lib")
    git(lib, "init", "-q")
    git(lib, "commit", "-q", "--allow-empty", "-m", "lib")
    git(here.work, "submodule", "add", "-q", str(lib), "lib")
    git(here.work, "commit", "-q", "-m", "with lib")
    assert told(here, "vcs", "info")["submodules"] == ["lib"]
    assert files(kept(here)) == {}
    git(here.work / "lib", "commit", "-q", "--allow-empty", "-m", "moved")
    changed = told(here, "vcs")["files"][0]
    assert (changed["path"], changed["submodule"]) == ("lib", ["commit"])
    kept(here)
    plant(here.work / "lib", {"u": ""})
    assert told(here, "vcs")["files"][0]["submodule"] == ["commit", "untracked"]


def test_branches_and_checkout(here: Home) -> None:
    git(here.work, "branch", "side")
    found = told(here, "vcs", "branches")["branches"]
    assert [(one["name"], one.get("head", False)) for one in found] == [
        ("main", True),
        ("side", False),
    ]
    assert found[0]["subject"] == "first"
    assert told(here, "vcs", "checkout", "side")["branch"] == "side"
    assert refused(here, "vcs", "checkout", "sid")["message"] == (
        "there is no branch sid (did you mean side?)"
    )
    plant(here.work, {"a": "kept\n"})
    assert refused(here, "vcs", "checkout", "a")["code"] == "no-such-branch"
    assert (here.work / "a").read_text() == "kept\n"
    assert refused(here, "vcs", "checkout", "--", "-f")["code"] == "bad-usage"


def test_a_diff_of_one_file_staged_or_not_and_of_a_new_one(here: Home) -> None:
    plant(here.work, {"a": "one\nmore\n", "new": "n\n"})
    assert "+more" in told(here, "vcs", "diff", "a")["diff"]
    assert "new" not in told(here, "vcs", "diff", "a")["diff"]
    assert "+n" in told(here, "vcs", "diff", "new")["diff"]
    told(here, "vcs", "stage", "a")
    assert "+more" in told(here, "vcs", "diff", "--staged", cwd=here.work / "sub")["diff"]
    assert here("vcs", "diff", "a").stdout == "no differences\n"
    assert refused(here, "vcs", "diff", "/etc/passwd")["code"] == "bad-usage"
    plant(here.work, {"big": "line of text\n" * 20_000})
    done = here("vcs", "diff", "big")
    assert len(done.stdout) < 110_000
    assert "bytes left out" in done.stdout


def test_names_are_no_patterns_and_may_be_odd(here: Home) -> None:
    plant(here.work, {"*": "star\n", "x": "x\n", "-n": "dash\n", ":(top)": ""})
    assert files(told(here, "vcs", "stage", "--", "*", "-n", ":(top)")) == {
        "*": "added*",
        "-n": "added*",
        ":(top)": "added*",
        "x": "untracked",
    }


def test_a_commit_needs_a_message_something_staged_and_a_willing_hook(here: Home) -> None:
    assert refused(here, "vcs", "commit")["code"] == "bad-usage"
    assert "nothing to commit" in refused(here, "vcs", "commit", "-m", "x")["message"]
    hook = here.work / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    plant(here.work, {"a": "x\n"})
    told(here, "vcs", "stage")
    assert "not today" in refused(here, "vcs", "commit", "-m", "x")["message"]


def test_two_who_stage_at_once_both_succeed(here: Home) -> None:
    plant(here.work, {f"f{number}": "" for number in range(8)})
    running = [here.start("vcs", "stage", f"f{number}") for number in range(8)]
    assert [one.wait(30) for one in running] == [0] * 8
    for one in running:
        one.communicate()
    assert set(files(told(here, "vcs")).values()) == {"added*"}


def test_a_repository_must_not_run_a_program_by_being_looked_at(here: Home) -> None:
    mark = here.work.parent / "ran"
    git(here.work, "config", "core.fsmonitor", f"touch {mark}; false")
    told(here, "vcs")
    assert not mark.exists()


def test_many_changes_are_counted_and_left_out(here: Home) -> None:
    plant(here.work, {f"many{number}": "" for number in range(30)})
    reply = told(here, "vcs", "--limit", "10")
    assert (len(reply["files"]), reply["left_out"], reply["counts"]) == (10, 20, {"added": 30})
    assert "[20 more left out" in here("vcs", "--limit", "10").stdout
