"""The project that a folder belongs to: its top, and the files below it."""

from __future__ import annotations

import os

#: A folder that holds one of these is the top of a project.
MARKS = (".git", ".hg", "pyproject.toml", "Cargo.toml", "go.mod", "package.json", "Makefile")

#: Folders that hold no source of the project's own.
SKIPPED = frozenset({".git", ".hg", "node_modules", "target", "build", "__pycache__", ".venv"})

#: Entries looked at in one search: about 50 ms.
SEARCHED = 20_000


def top(folder: str) -> str:
    """Return the top of the project that ``folder`` lies in; ``folder`` itself if it is in none."""
    at = os.path.realpath(folder)
    while True:
        if any(os.path.exists(os.path.join(at, mark)) for mark in MARKS):
            return at
        above = os.path.dirname(at)
        if above == at:
            return os.path.realpath(folder)
        at = above


def only(name: str, folder: str) -> str:
    """Return the one file of the project whose path ends with ``name``.

    Empty if there is none, if there are several, or if the project is too
    large to search while somebody waits.
    """
    wanted = os.sep + os.path.normpath(name)
    if os.path.isabs(name) or ".." in wanted.split(os.sep):
        return ""
    found: list[str] = []
    seen = 0
    for at, folders, files in os.walk(top(folder)):
        folders[:] = [name for name in folders if name not in SKIPPED]
        seen += len(folders) + len(files)
        if seen > SEARCHED:
            return ""
        found += [path for file in files if (path := os.path.join(at, file)).endswith(wanted)]
    return found[0] if len(found) == 1 else ""
