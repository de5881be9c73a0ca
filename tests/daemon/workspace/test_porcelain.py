"""What git's porcelain says, as data; the records are as its manual has them."""

from __future__ import annotations

import pytest

from daebug.daemon.workspace import porcelain
from daebug.daemon.workspace.porcelain import Changed

NONE = "0" * 40


def said(*records: str) -> porcelain.Status:
    """Return the status in ``records``."""
    return porcelain.read("".join(f"{record}\0" for record in records).encode())


def test_a_branch_with_an_upstream() -> None:
    status = said(
        "# branch.oid " + "a" * 40,
        "# branch.head main",
        "# branch.upstream origin/main",
        "# branch.ab +2 -3",
        "# stash 4",
    )
    assert (status.branch, status.commit, status.upstream) == ("main", "a" * 40, "origin/main")
    assert (status.ahead, status.behind, status.stashes) == (2, 3, 4)
    assert not status.unborn
    assert not status.upstream_gone


def test_an_upstream_that_is_gone() -> None:
    status = said("# branch.oid " + "a" * 40, "# branch.head main", "# branch.upstream origin/main")
    assert status.upstream_gone


def test_unborn_and_detached() -> None:
    unborn = said("# branch.oid (initial)", "# branch.head main")
    assert (unborn.unborn, unborn.branch, unborn.commit) == (True, "main", "")
    detached = said("# branch.oid " + "b" * 40, "# branch.head (detached)")
    assert (detached.unborn, detached.branch, detached.commit) == (False, "", "b" * 40)


def test_changes_on_both_sides_and_names_with_spaces() -> None:
    status = said(
        f"1 MM N... 100644 100644 100644 {NONE} {NONE} a file",
        f"1 .D N... 100644 100644 000000 {NONE} {NONE} gone",
        f"2 R. N... 100644 100644 100644 {NONE} {NONE} R100 new name",
        "old name",
        "? un tracked/",
        f"u UU N... 100644 100644 100644 100644 {NONE} {NONE} {NONE} both",
        f"1 .M SCMU 160000 160000 160000 {NONE} {NONE} lib",
    )
    assert status.changes == [
        Changed(path="a file", status="modified", staged=True, index="modified", work="modified"),
        Changed(path="gone", status="deleted", work="deleted"),
        Changed(path="new name", status="renamed", staged=True, index="renamed", was="old name"),
        Changed(path="un tracked/", status="untracked", work="untracked"),
        Changed(path="both", status="conflict", conflict="both modified"),
        Changed(
            path="lib",
            status="modified",
            work="modified",
            submodule=["commit", "modified", "untracked"],
        ),
    ]
    assert porcelain.counts(status.changes) == {
        "added": 1,
        "modified": 3,
        "deleted": 1,
        "conflicts": 1,
    }


def test_a_name_that_is_no_text_survives() -> None:
    assert porcelain.read(b"? \xff\0").changes[0].path == "\udcff"


def test_what_is_not_in_the_manual_is_refused() -> None:
    with pytest.raises(ValueError, match="git status said"):
        said("9 what")
