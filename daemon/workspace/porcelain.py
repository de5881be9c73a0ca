"""What ``git status --porcelain=v2 -z --branch`` says, as data.

git-status(1), "Porcelain Format Version 2"; with -z "pathnames are printed as
is", a NUL ends each, and the old path of a rename follows the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec

#: The words git is asked with.
WORDS = (
    "status", "--porcelain=v2", "-z", "--branch", "--show-stash", "--find-renames",
    "--untracked-files=normal", "--ignore-submodules=none",
)  # fmt: skip

_WORDS = {
    "M": "modified",
    "T": "type changed",
    "A": "added",
    "D": "deleted",
    "R": "renamed",
    "C": "copied",
}

_CONFLICTS = {
    "DD": "both deleted",
    "AU": "added by us",
    "UD": "deleted by them",
    "UA": "added by them",
    "DU": "deleted by us",
    "AA": "both added",
    "UU": "both modified",
}


class Changed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One path that is not as it was committed."""

    #: Relative to the top of the work tree; a folder of untracked files ends in a slash.
    path: str
    #: ``staged`` wins where both sides changed: added, modified, deleted, renamed, copied,
    #: type changed, untracked, conflict.
    status: str
    staged: bool = False
    #: The same for each side; empty = this side did not change.
    index: str = ""
    work: str = ""
    #: What it was called before.
    was: str = ""
    #: Which sides changed it, of a conflict: both modified, deleted by us, ...
    conflict: str = ""
    #: What differs in a submodule: commit, modified, untracked.
    submodule: list[str] = []


class Status(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A work tree as git sees it."""

    #: Empty = detached.
    branch: str = ""
    #: The branch has no commit yet.
    unborn: bool = False
    #: The commit, whole; empty = there is none.
    commit: str = ""
    upstream: str = ""
    #: The upstream is configured but is not there.
    upstream_gone: bool = False
    ahead: int = 0
    behind: int = 0
    stashes: int = 0
    changes: list[Changed] = []


def read(data: bytes) -> Status:
    """Return what ``data`` says.

    Raises:
        ValueError: git said something that is not in its manual.
    """
    status = Status()
    records = iter(os.fsdecode(data).split("\0"))
    compared = False
    for record in records:
        kind, _, rest = record.partition(" ")
        match kind:
            case "#":
                compared = _header(status, rest) or compared
            case "1":
                xy, sub, *_, path = rest.split(" ", 7)
                status.changes.append(_changed(xy, sub, path))
            case "2":
                xy, sub, *_, path = rest.split(" ", 8)
                status.changes.append(_changed(xy, sub, path, next(records)))
            case "u":
                xy, sub, *_, path = rest.split(" ", 9)
                conflict = _CONFLICTS.get(xy, xy)
                status.changes.append(
                    Changed(
                        path=path, status="conflict", conflict=conflict, submodule=[*_parts(sub)]
                    )
                )
            case "?":
                status.changes.append(Changed(path=rest, status="untracked", work="untracked"))
            case _ if record:
                raise ValueError(f"git status said {record[:80]!r}")
    status.upstream_gone = bool(status.upstream) and not compared and not status.unborn
    return status


def _header(status: Status, text: str) -> bool:
    """Take one line about the branch; whether it compares with the upstream."""
    key, _, value = text.partition(" ")
    match key:
        case "branch.oid":
            status.unborn = value == "(initial)"
            status.commit = "" if status.unborn else value
        case "branch.head":
            status.branch = "" if value == "(detached)" else value
        case "branch.upstream":
            status.upstream = value
        case "branch.ab":
            ahead, behind = value.split(" ")
            status.ahead, status.behind = int(ahead), -int(behind)
            return True
        case "stash":
            status.stashes = int(value)
        case _:
            pass
    return False


def _changed(xy: str, sub: str, path: str, was: str = "") -> Changed:
    """Return an entry that is no conflict."""
    index, work = (_WORDS.get(letter, "") for letter in xy)
    return Changed(
        path=path,
        status=index or work or "modified",
        staged=bool(index),
        index=index,
        work=work,
        was=was,
        submodule=[*_parts(sub)],
    )


def _parts(sub: str) -> Iterator[str]:
    """Yield what differs in a submodule: ``S<c><m><u>``."""
    for letter, word in zip(sub[1:], ("commit", "modified", "untracked"), strict=False):
        if sub[0] == "S" and letter != ".":
            yield word


def counts(changes: list[Changed]) -> dict[str, int]:
    """Return how many paths were added, modified, deleted; each counts once, zeros are left out.

    New is added, renamed and copied are modified, and a conflict is a count of its own.
    """
    found = {"added": 0, "modified": 0, "deleted": 0, "conflicts": 0}
    for one in changes:
        found[_bucket(one)] += 1
    return {name: number for name, number in found.items() if number}


def _bucket(one: Changed) -> str:
    if one.conflict:
        return "conflicts"
    sides = {one.index, one.work}
    if "added" in sides or one.status == "untracked":
        return "added"
    if "deleted" in sides and not sides & {"modified", "renamed", "copied", "type changed"}:
        return "deleted"
    return "modified"
