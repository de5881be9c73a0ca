"""Where the hunks of a patch belong in a text, and the text with them.

A hunk is taken where its number says if it fits there, else where it fits if
that is one place only; first to the letter, then blanks at line ends aside,
then blanks at both ends aside.  Lines of context stay as the file has them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import whitespace
from .patch_text import Hunk
from .text import Text

#: How strictly lines are compared, in the order that is tried, and how it is told.
_LEVELS: tuple[tuple[Callable[[str], str], str], ...] = (
    (lambda line: line, ""),
    (lambda line: line.rstrip(whitespace.BLANKS), "blanks at line ends differ"),
    (whitespace.trim, "indentation differs"),
)

#: Places named of a hunk that fits at several.
NAMED = 6


class Misfit(Exception):
    """A hunk has no place: its number from 1, why, and the line (from 0) to look at."""

    def __init__(self, hunk: int, why: str, line: int) -> None:
        """Say which hunk."""
        super().__init__(why)
        self.hunk, self.why, self.line = hunk, why, line


@dataclass
class Patched:
    """The text with all hunks, and remarks about those that were not where they said."""

    text: str
    notes: list[str] = field(default_factory=list)


class _File:
    """The lines of a file, indexed once for each level."""

    def __init__(self, like: Text) -> None:
        self.raw = like.text.split("\n")
        self.open = bool(self.raw[-1])
        if not self.open:
            self.raw.pop()
        #: As a patch has them: without carriage returns.
        self.lines = [line.removesuffix("\r") for line in self.raw]
        self._known: dict[int, tuple[list[str], dict[str, list[int]]]] = {}

    def starts(self, level: int, wanted: list[str], floor: int) -> list[int]:
        """Return where the lines ``wanted`` are, from line ``floor`` on."""
        compare = _LEVELS[level][0]
        keys, index = self._level(level)
        row = [compare(line) for line in wanted]
        rarest = min(range(len(row)), key=lambda n: len(index.get(row[n], ())))
        found = (at - rarest for at in index.get(row[rarest], ()))
        return [at for at in found if at >= floor and keys[at : at + len(row)] == row]

    def _level(self, level: int) -> tuple[list[str], dict[str, list[int]]]:
        if level not in self._known:
            keys = list(map(_LEVELS[level][0], self.lines))
            index: dict[str, list[int]] = {}
            for at, key in enumerate(keys):
                index.setdefault(key, []).append(at)
            self._known[level] = keys, index
        return self._known[level]


def patched(like: Text, hunks: list[Hunk]) -> Patched:
    """Return ``like.text`` with ``hunks``, which are in the order of the file.

    Raises:
        Misfit: one has no place, or several.
    """
    file = _File(like)
    notes: list[str] = []
    out: list[str] = []
    at = drift = 0
    ending_open = file.open
    for number, hunk in enumerate(hunks, 1):
        start, note = _place(file, hunk, number, floor=at, drift=drift)
        if note:
            notes.append(f"hunk {number}: {note}")
        if hunk.at and hunk.old:
            drift = start - (hunk.at - 1)
        out += file.raw[at:start]
        at = _put(file, hunk, start, out)
        if at == len(file.raw) and (hunk.old_open or hunk.new_open):
            ending_open = hunk.new_open
    out += file.raw[at:]
    text = "\n".join(out)
    return Patched(text if ending_open or not out else text + "\n", notes)


def _put(file: _File, hunk: Hunk, start: int, out: list[str]) -> int:
    """Add the lines of ``hunk`` at line ``start`` to ``out``; return the first line after it."""
    at = start
    for sign, line in hunk.body:
        if sign == "+":
            near = file.raw[min(at, len(file.raw) - 1)] if file.raw else ""
            out.append(line + "\r" if near.endswith("\r") else line)
            continue
        if sign == " ":
            out.append(file.raw[at])
        at += 1
    return at


def _place(file: _File, hunk: Hunk, number: int, *, floor: int, drift: int) -> tuple[int, str]:
    """Return the line (from 0) where ``hunk`` belongs, and a remark."""
    if not hunk.old:
        return _insertion(file, hunk, number, floor, drift), ""
    if hunk.above:
        floor = _below(file, hunk, number, floor)
    expected = hunk.at - 1
    for level, (_, said) in enumerate(_LEVELS):
        starts = file.starts(level, hunk.old, floor)
        if not starts:
            continue
        at = _chosen(file, hunk, starts, drift)
        if at is None:
            named = ", ".join(str(one + 1) for one in starts[:NAMED])
            more = f" and {len(starts) - NAMED} more" if len(starts) > NAMED else ""
            raise Misfit(number, f"fits at several places: lines {named}{more}", starts[0])
        moved = f"at line {at + 1}, not {hunk.at}" if hunk.at and at != expected + drift else ""
        return at, "; ".join(filter(None, (moved, said)))
    raise Misfit(number, "fits nowhere" + (" below the line it names" if hunk.above else ""), floor)


def _chosen(file: _File, hunk: Hunk, starts: list[int], drift: int) -> int | None:
    """Return which of ``starts`` is meant; ``None`` = nobody can tell."""
    if hunk.to_end and starts[-1] == len(file.lines) - len(hunk.old):
        return starts[-1]
    if hunk.at:
        for wanted in (hunk.at - 1, hunk.at - 1 + drift):
            if wanted in starts:
                return wanted
    if len(starts) == 1 or hunk.above:
        return starts[0]
    return None


def _below(file: _File, hunk: Hunk, number: int, floor: int) -> int:
    """Return the line after the one that ``hunk`` names above itself."""
    wanted = whitespace.trim(hunk.above)
    for at in range(floor, len(file.lines)):
        if whitespace.trim(file.lines[at]) == wanted:
            # The line may be the first of the hunk as well.
            return at if whitespace.trim(hunk.old[0] if hunk.old else "") == wanted else at + 1
    raise Misfit(number, f"names a line that is not there: {hunk.above[:80]!r}", floor)


def _insertion(file: _File, hunk: Hunk, number: int, floor: int, drift: int) -> int:
    """Return where lines go that name none around them."""
    if hunk.above:
        return _below(file, hunk, number, floor)
    if not hunk.at:
        return 0 if hunk.ranged else len(file.lines)
    at = hunk.at + drift
    if not floor <= at <= len(file.lines):
        why = f"goes after line {hunk.at}, but the file has {len(file.lines)}"
        raise Misfit(number, why, max(0, len(file.lines) - 1))
    return at
