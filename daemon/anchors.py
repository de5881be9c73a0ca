"""Lines by what they say: found, expected, and found again after an edit."""

from __future__ import annotations

import msgspec

from ..protocol.errors.programs import LineSays, NoSuchText
from . import source
from .state import BreakpointRecord

#: Lines that an error lists.
LISTED = 5


def find(path: str, text: str, near: int = 0) -> int:
    """Return the number of the line of ``path`` that holds ``text``; blanks count as one.

    Of several the one next to line ``near`` is meant.

    Raises:
        NoSuchText: no line holds it, or several do and none is named.
    """
    lines = source.lines(path) or []
    found = [n for n, line in enumerate(lines, 1) if _plain(text) in _plain(line)]
    if len(found) == 1 or (found and near):
        return min(found, key=lambda number: abs(number - near))
    if found:
        listed = ", ".join(map(str, found[:LISTED]))
        more = f" and {len(found) - LISTED} more" if len(found) > LISTED else ""
        why = f"it is on lines {listed}{more}; say which with --near"
        raise NoSuchText(path=path, text=text, why=why, line=found[0])
    word = max(text.split(), key=len, default="")
    close = [n for n, line in enumerate(lines, 1) if word and word in line]
    why = f"line {close[0]} says: {lines[close[0] - 1].strip()}" if close else "no line is like it"
    raise NoSuchText(path=path, text=text, why=why, line=close[0] if close else 1)


def expect(path: str, line: int, text: str) -> None:
    """Pass if line ``line`` of ``path`` holds ``text``.

    Raises:
        LineSays: it says something else.
    """
    lines = source.lines(path) or []
    says = lines[line - 1].strip() if 1 <= line <= len(lines) else ""
    if _plain(text) not in _plain(says):
        raise LineSays(path=path, line=line, text=text, says=says or "(nothing)")


def again(record: BreakpointRecord) -> str:
    """Move a breakpoint to where its line went in an edited file; return what is to be told.

    A line that stands there no more, or more than once, leaves it where it was.
    """
    wanted = record.wanted
    if not wanted.path or not wanted.line or not record.text:
        return ""
    lines = source.lines(wanted.path)
    if lines is None:
        return ""
    old = wanted.line
    if old <= len(lines) and lines[old - 1].strip() == record.text:
        return ""
    found = [n for n, line in enumerate(lines, 1) if line.strip() == record.text]
    if not found:
        return f"breakpoint {wanted.id}: line {old} of the file no longer says: {record.text}"
    new = min(found, key=lambda number: abs(number - old))
    record.wanted = msgspec.structs.replace(wanted, line=new, column=0)
    return f"breakpoint {wanted.id} moved from line {old} to {new}, with its text: {record.text}"


def _plain(text: str) -> str:
    return " ".join(text.split())
