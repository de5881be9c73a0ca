"""The test files of a root, by patterns: a bounded walk that never leaves the folder.

Links are not followed, dot folders and ``node_modules`` at any depth are left
out, and what ``.gitignore`` leaves out is.  It reads folders, so it runs in a
thread; everything that it decides by is pure.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from ...protocol.errors.daemon import BadMessage
from . import glob, ignored, located
from .ignored import Rule

#: What Node runs without being told.  https://nodejs.org/api/test.html#running-tests-from-the-command-line
DEFAULTS = [
    "**/*.test.{js,cjs,mjs}",
    "**/*-test.{js,cjs,mjs}",
    "**/*_test.{js,cjs,mjs}",
    "**/test-*.{js,cjs,mjs}",
    "**/test.{js,cjs,mjs}",
    "**/test/**/*.{js,cjs,mjs}",
]

#: Left out at any depth, whatever the patterns.
NEVER = frozenset({"node_modules", ".git", "__pycache__"})

#: Left out unless the request says what to leave out.
EXCLUDED = ["dist/**", "build/**"]

#: Patterns of one request; files that are looked at, files found, seconds of the walk.
PATTERNS, LOOKED_AT, FILES, WALK_S = 100, 500_000, 20_000, 20.0

#: Bytes of a ``.gitignore`` that are read.
IGNORE_BYTES = 256 * 1024


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What a page looks for."""

    files: list[str]
    exclude: list[str]
    #: The folder to start from, as parts from the root.
    folder: tuple[str, ...]


def search(stated: dict[str, Any]) -> Search:
    """Return the search that ``{files, exclude, cwd}`` means.

    Raises:
        BadMessage: it is none, or has patterns without an end.
    """
    folder = located.parts("/" + str(stated.get("cwd") or "").strip("/"))
    if folder is None:
        raise BadMessage(why="cwd is no folder of this root")
    found = Search(
        files=_patterns(stated, "files", DEFAULTS),
        exclude=_patterns(stated, "exclude", EXCLUDED),
        folder=tuple(folder),
    )
    try:
        for pattern in (*found.files, *found.exclude):
            glob.compiled_all(pattern)
    except glob.TooWide as error:
        raise BadMessage(why=str(error)) from error
    return found


def files(root: str, wanted: Search) -> list[str]:
    """Return the files below ``root`` (a real path) as ``/path``, sorted."""
    start = located.found(root, "/" + "/".join(wanted.folder))
    if start is None or not start.is_folder or start.private:
        return []
    hits = []
    for parts in _walk(root, os.path.relpath(start.path, root)):
        inside = "/".join(parts[len(wanted.folder) :])
        if not any(glob.matches(pattern, inside) for pattern in wanted.files):
            continue
        if not any(glob.matches(pattern, inside) for pattern in wanted.exclude):
            hits.append("/" + "/".join(parts))
        if len(hits) >= FILES:
            break
    return sorted(hits)


def _patterns(stated: dict[str, Any], key: str, otherwise: list[str]) -> list[str]:
    """Return the patterns under ``key``: one as text, or a list of them."""
    found = stated.get(key)
    if found is None or found == []:
        return otherwise if found is None or key == "files" else []
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadMessage(why=f"{key} is neither a pattern nor a list of patterns")
    if len(listed) > PATTERNS:
        raise BadMessage(why=f"{len(listed)} patterns; {PATTERNS} is the limit")
    return listed


def _walk(root: str, start: str) -> Iterator[tuple[str, ...]]:
    """Yield the files below ``start`` as parts from the root, until a limit is met."""
    first = () if start == "." else tuple(start.split(os.sep))
    known = [rule for depth in range(len(first)) for rule in _rules(root, first[:depth])]
    ahead: list[tuple[tuple[str, ...], list[Rule]]] = [(first, known)]
    deadline = time.monotonic() + WALK_S
    looked_at = 0
    while ahead:
        folder, outer = ahead.pop()
        inner = outer + _rules(root, folder)
        for name, is_folder in _entries(root, folder):
            looked_at += 1
            if looked_at > LOOKED_AT or time.monotonic() > deadline:
                return
            parts = (*folder, name)
            if name.startswith(".") or name in NEVER or (not folder and name == "daebug"):
                continue
            if ignored.out(inner, parts, is_folder=is_folder):
                continue
            if is_folder:
                ahead.append((parts, inner))
            else:
                yield parts


def _entries(root: str, folder: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield name and kind of what lies in a folder; links and odd files are left out."""
    try:
        with os.scandir(os.path.join(root, *folder)) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield entry.name, True
                elif entry.is_file(follow_symlinks=False):
                    yield entry.name, False
    except OSError:
        return


def _rules(root: str, folder: tuple[str, ...]) -> list[Rule]:
    """Return the rules of the ``.gitignore`` in ``folder``, if there is one."""
    path = os.path.join(root, *folder, ".gitignore")
    if not os.path.isfile(path) or os.path.islink(path):
        return []
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return ignored.rules(file.read(IGNORE_BYTES), folder)
    except OSError:
        return []
