"""One replacement in a text: which place is meant, or why none is.

The rule: strategies in order, each candidate once.  A candidate that is in the
text exactly once is the one; with ``everywhere`` the first that is there at
all.  A candidate at several places is passed over, and remembered for the
answer.  Pure; the files are elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import whitespace
from .haystack import Haystack
from .strategies import STRATEGIES

#: Places that are counted of a candidate that has too many.
MOST_PLACES = 1000

#: Where a text is in another: ``(start, end)``.
Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """What is to be replaced."""

    #: The strategy that fired, as ``STRATEGIES`` names it.
    strategy: str
    #: What is replaced, in order; more than one only when asked for.
    spans: list[Span]
    #: Places of the old text itself that were passed over, because there are several.
    passed: int = 0


@dataclass(frozen=True)
class Several:
    """The old text is at several places and nothing singles one out."""

    spans: list[Span]


@dataclass(frozen=True)
class Nowhere:
    """The old text is nowhere, in no form."""


def find(text: str, old: str, *, everywhere: bool = False) -> Found | Several | Nowhere:
    """Return what ``old``, which is not blank, means in ``text``."""
    file = Haystack(text, old)
    tried: set[str] = set()
    several: str | None = None
    for name, strategy in STRATEGIES:
        for candidate in strategy(file, old):
            if candidate in tried:
                continue
            tried.add(candidate)
            first = text.find(candidate)
            if first < 0 or not candidate:
                continue
            if everywhere:
                return Found(name, apart(text, candidate))
            if text.find(candidate, first + 1) < 0:
                passed = len(overlapping(text, several)) if several is not None else 0
                return Found(name, [(first, first + len(candidate))], passed)
            if several is None:
                several = candidate
    return Nowhere() if several is None else Several(overlapping(text, several))


def blank(text: str) -> bool:
    """Whether ``text`` says no place: it is empty or all blanks."""
    return not whitespace.trim(text)


def put(text: str, spans: list[Span], new: list[str]) -> str:
    """Return ``text`` with each of ``spans`` (in order, apart) replaced by its text of ``new``."""
    pieces, at = [], 0
    for (start, end), piece in zip(spans, new, strict=True):
        pieces += [text[at:start], piece]
        at = end
    return "".join([*pieces, text[at:]])


def apart(text: str, part: str) -> list[Span]:
    """Return every place of ``part`` that does not overlap the one before."""
    spans: list[Span] = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + len(part))
    return spans


def overlapping(text: str, part: str) -> list[Span]:
    """Return the places of ``part``, overlapping ones too; ``MOST_PLACES`` at most."""
    spans: list[Span] = []
    at = text.find(part)
    while at >= 0 and len(spans) < MOST_PLACES:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans
