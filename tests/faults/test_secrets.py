"""What is typed, written, looked for and committed, and where it must not be afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.daemon.workspace.asked import git
from tests.faults.expect import answered
from tests.home import Home

pytestmark = pytest.mark.slow

#: A word that is nowhere else.
SECRET = "hunter2-xyzzy"


def holding(folder: Path) -> list[str]:
    """Return the files in ``folder`` that hold the secret."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if SECRET.encode() in path.read_bytes()]


def test_no_log_and_no_list_of_jobs_holds_what_was_typed(home: Home) -> None:
    git(home.work, "init", "-q")
    git(home.work, "config", "user.name", "n")
    git(home.work, "config", "user.email", "n@example.org")
    answered(home("write", "f", input=f"{SECRET}\n"))
    call = json.dumps({"file": "f", "old": SECRET, "new": f"{SECRET}2"})
    answered(home("edit", input=call))
    answered(home("edit", "f", "--old", f"{SECRET}2", "--new", SECRET))
    patch = f"--- a/f\n+++ b/f\n@@ -1 +1 @@\n-{SECRET}\n+{SECRET}3\n"
    answered(home("patch", input=patch))
    answered(home("vcs", "stage"))
    answered(home("vcs", "commit", "-m", SECRET))
    answered(home("grep", SECRET))
    answered(home("find", SECRET))
    answered(home("shell", "run", f"echo {SECRET}"))
    answered(home("shell", "parse", f"echo {SECRET}"))
    answered(home("term", "start", "--", "sh", "-c", f"echo {SECRET}; cat"))
    answered(home("term", "write", "t2", SECRET))
    answered(home("term", "read", "t2", "--until", SECRET))
    for words in (
        ("edit", "f", "--old", f"{SECRET}-not-there", "--new", "x"),
        ("grep", f"({SECRET}"),
        ("term", "read", "t2", "--until", f"({SECRET}"),
        ("term", "write", "t9", SECRET),
        ("vcs", "commit", "-m", SECRET),
        ("patch", "-"),
    ):
        assert home(*words, input=f"--- a/{SECRET}").returncode != 0, words
    assert SECRET not in answered(home("logs"))
    assert holding(home.folder / "state") == []
    assert SECRET not in answered(home("status", "--json"))
    answered(home("stop", "--all"))
    assert holding(home.folder) == []
