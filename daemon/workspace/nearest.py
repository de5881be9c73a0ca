"""Where a text that was not found comes nearest, and why it does not match, if that can be told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from . import whitespace

#: Lines shown of the nearest place.
SHOWN_LINES = 8

#: Characters shown of a line.
SHOWN_CHARS = 160

#: Less alike than this is no place worth showing.
LEAST_ALIKE = 0.5

#: Texts longer than this are not searched for likeness: it would take too long.
SEARCHED_CHARS = 4_000_000


@dataclass(frozen=True)
class Near:
    """The place most like the text; ``line`` counts from 0."""

    line: int
    alike: float
    count: int


def near(text: str, old: str) -> Near | None:
    """Return where ``text`` is most like ``old``, by its longest line; ``None`` = nowhere."""
    from rapidfuzz import fuzz, process  # only who made a mistake waits for it

    wanted = list(map(whitespace.trim, old.strip("\n").split("\n")))
    longest = max(wanted, key=len)
    lines = text.split("\n")
    distinct = list(dict.fromkeys(lines))
    best = process.extractOne(
        longest,
        distinct,
        scorer=fuzz.ratio,
        processor=whitespace.trim,
        score_cutoff=100 * LEAST_ALIKE,
    )
    if best is None:
        return None
    at = max(0, lines.index(best[0]) - wanted.index(longest))
    return Near(at, best[1] / 100, min(len(wanted), len(lines) - at))


def told(text: str, old: str) -> tuple[str, int]:
    """Return the nearest place for people (empty = none), and the line (from 0) to read from."""
    if len(text) > SEARCHED_CHARS:
        return "", 0
    hint = f" ({why})" if (why := reason(text, old)) else ""
    found = near(text, old)
    if found is None:
        return hint, 0
    first, last = found.line + 1, found.line + found.count
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    shown = numbered(text, found.line, min(found.count, SHOWN_LINES))
    return f"{hint}; nearest is {where} ({found.alike:.0%} alike):{shown}", max(0, found.line - 5)


def numbered(text: str, start: int, count: int) -> str:
    """Return ``count`` lines from line ``start`` (from 0), each on a line of its own below."""
    lines = text.split("\n")[start : start + count]
    return "".join(
        f"\n  {n:5d}| {line.rstrip(chr(13))[:SHOWN_CHARS]}"
        for n, line in enumerate(lines, start + 1)
    )


def reason(text: str, old: str) -> str:
    """Return in what alone the text differs, where it is such a thing; else nothing."""
    for form in ("NFC", "NFD"):
        if not unicodedata.is_normalized(form, old) and unicodedata.normalize(form, old) in text:
            return f"it is there in the Unicode form {form}, and the old text is not in that form"
    lower = whitespace.trim(old).lower()
    if lower in text.lower():
        return "it is there in other upper and lower case"
    return ""
