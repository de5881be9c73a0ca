"""A repository's own files: where they are, and whether they are as they were.

gitrepository-layout(5).  A ``.git`` file (worktrees, submodules) points to the
folder of this work tree; what all work trees share is in its ``commondir``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ..watcher import walking

#: Files of a work tree that are there while git waits for the user to go on.
_OPERATIONS = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}

#: What ``git status`` reads of the work tree's own folder, and of the shared one.
_OWN = ("HEAD", "index", "info/sparse-checkout", *_OPERATIONS)
_SHARED = (
    "packed-refs", "config", "config.worktree", "refs/stash", "info/exclude",
    "reftable/tables.list",
)  # fmt: skip

_SUBMODULE = re.compile(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)

#: Size, inode and times of each file; ``None`` = it is not there.
Print = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True)
class Repository:
    """One work tree."""

    #: Its top.
    root: str
    #: Its own folder, and the shared one; the same where there is but one work tree.
    own: str
    shared: str


def around(folder: str) -> Repository | None:
    """Return the repository whose work tree ``folder`` (a real path) is in."""
    at = folder
    while True:
        if os.path.lexists(os.path.join(at, ".git")):
            return Repository(at, _own(at), os.path.normpath(walking.git_folder(at)))
        if at == os.path.dirname(at):
            return None
        at = os.path.dirname(at)


def head(repository: Repository) -> str:
    """Return the branch that is checked out; empty = detached, or not known."""
    text = _text(os.path.join(repository.own, "HEAD"))
    return text.removeprefix("ref: refs/heads/") if text.startswith("ref: refs/heads/") else ""


def operation(repository: Repository) -> str:
    """Return what git is in the middle of: merge, rebase, ...; empty = nothing."""
    for name, called in _OPERATIONS.items():
        if os.path.exists(os.path.join(repository.own, name)):
            return called
    return ""


def fingerprint(repository: Repository, upstream: str, paths: tuple[str, ...]) -> Print:
    """Return what changes when ``git status`` may say something else.

    ``upstream`` is a name like ``origin/main``; ``paths`` are further files that nobody
    watches, relative to the top.  What lies in the watched tree is not in here.
    """
    own, shared, root = repository.own, repository.shared, repository.root
    branch = head(repository)
    places = [os.path.join(own, name) for name in _OWN]
    places += [os.path.join(shared, name) for name in _SHARED]
    places += [os.path.join(shared, "refs", "heads", branch)] if branch else []
    if upstream:
        places += [os.path.join(shared, "refs", kind, upstream) for kind in ("remotes", "heads")]
    places += [walking.user_file(), os.path.expanduser("~/.gitconfig")]
    for path in _SUBMODULE.findall(_text(os.path.join(root, ".gitmodules"))):
        inner = _own(os.path.join(root, path))
        places += [os.path.join(inner, name) for name in ("HEAD", "index", "logs/HEAD")]
    places += [os.path.join(root, path) for path in paths]
    return tuple(_print(place) for place in places)


def _own(work: str) -> str:
    """Return the folder of a work tree: ``.git``, or where a file of that name points."""
    dot = os.path.join(work, ".git")
    if os.path.isdir(dot):
        return dot
    return os.path.normpath(os.path.join(work, _text(dot).removeprefix("gitdir:").strip()))


def _print(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(1 << 20).strip()
    except OSError:
        return ""
