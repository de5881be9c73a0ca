"""Lines of source files around a place; the last files read are kept."""

from __future__ import annotations

import functools
import os

from .answers import SourceLine
from .state import Session

#: Files over this size are not read for a few lines.
LIMIT_BYTES = 16 * 1024 * 1024

#: Characters of one line that are shown.
LINE_CHARS = 160


def lines(path: str) -> list[str] | None:
    """Return the lines of ``path`` as it is now; ``None`` if there is no such text."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if found.st_size > LIMIT_BYTES:
        return None
    return _read(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=32)
def _read(path: str, _mtime_ns: int, _size: int) -> list[str] | None:
    """Read a file once for each state of it."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return None


def around(session: Session, path: str, line: int, span: int) -> list[SourceLine]:
    """Return the lines ``span`` before and after ``line``; empty if there is no source."""
    text = lines(path)
    if text is None or not 1 <= line <= len(text):
        return []
    marked = {
        record.bound.line
        for record in session.breakpoints.values()
        if record.enabled and record.bound and record.bound.path == path
    }
    first, last = max(1, line - span), min(len(text), line + span)
    return [
        SourceLine(
            number=number,
            text=text[number - 1][:LINE_CHARS].expandtabs(4),
            current=number == line,
            breakpoint=number in marked,
        )
        for number in range(first, last + 1)
    ]
