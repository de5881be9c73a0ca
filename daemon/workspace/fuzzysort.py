"""The scoring of fuzzysort (https://github.com/farzher/fuzzysort, 3.1), in Python.

A name matches if it has the query's characters in their order.  It scores 0 at
best and less for each gap (its place, and 12 and the characters skipped for
every further group), for a late first character, and for its length; a
thousandfold if a character neither follows the one before nor begins a word; a
part only if the whole query stands there as it is, less again if it begins a
word.  ``fuzzysort.c`` does the same, and this is used where it was not built.
Texts are UTF-16, as in JavaScript, so lengths and places are those of fuzzysort.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

#: Tries to place a query's characters well, before a name is taken as a bad match.
_BACKTRACKS = 200

#: A name with more beginnings than this is a bad one to match by them.
_FEW_BEGINNINGS = 24

Units = tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """A query, or a word of one."""

    codes: Units
    #: Whether it may be found as a substring: not if accents were taken off a word.
    plain: bool = True


@dataclass(frozen=True)
class Query:
    """A query as it is compared."""

    whole: Part
    #: Its words, if there are several.
    words: tuple[Part, ...] = ()


def stripped(text: str) -> str:
    """Return ``text`` without the accents of Latin letters, and combining ones."""
    if text.isascii():
        return text
    apart = (
        unicodedata.normalize("NFD", char)
        if unicodedata.name(char, "").startswith("LATIN")
        else char
        for char in text
    )
    return re.sub("[\u0300-\u036f]", "", "".join(apart))


def units(text: str) -> Units:
    """Return the UTF-16 code units of ``text``."""
    data = text.encode("utf-16-le", "surrogatepass")
    return tuple(memoryview(data).cast("H"))


def lowered(text: str) -> str:
    """Return ``text`` in lower case, of the same length (``İ`` alone would grow)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower()[0] for char in text)


def query(text: str) -> Query:
    """Return ``text`` as it is compared."""
    text = text.strip()
    whole = Part(units(lowered(stripped(text))))
    if " " not in text:
        return Query(whole)
    words = list(dict.fromkeys(text.split()))
    return Query(
        whole, tuple(Part(units(lowered(stripped(one))), stripped(one) == one) for one in words)
    )


def beginnings(text: str) -> list[int]:
    """Return for each place of ``text`` (accents off) the next beginning of a word after it."""
    codes = units(text)
    after = [len(codes)] * len(codes)
    was_upper = was_alnum = False
    filled = 0
    for at, code in enumerate(codes):
        upper = 65 <= code <= 90
        alnum = upper or 97 <= code <= 122 or 48 <= code <= 57
        if (upper and not was_upper) or not was_alnum or not alnum:
            after[filled:at] = [at] * (at - filled)
            filled = at
        was_upper, was_alnum = upper, alnum
    return after


def score(asked: Query, name: str) -> float | None:
    """Return how well ``name`` matches, 0 at best; ``None`` = not at all.

    >>> score(query("src"), "src/a.c")
    -2.02
    >>> score(query("zz"), "src/a.c") is None
    True
    """
    plain = stripped(name)
    low, after = units(lowered(plain)), beginnings(plain)
    if not asked.words:
        found = _single(asked.whole, low, after)
        return found[0] if found else None
    return _several(asked, low, after)


def _several(asked: Query, low: Units, after: list[int]) -> float | None:
    """Score by several words; what follows a word counts as a beginning for the next."""
    total, first = 0.0, 0
    changing = list(after)
    for number, word in enumerate(asked.words):
        found = _single(word, low, changing)
        if found is None:
            return None
        one, places = found
        if number + 1 < len(asked.words):
            _open_after(places, changing)
        total += one / len(asked.words)
        if places[0] < first:
            total -= (first - places[0]) * 2
        first = places[0]
    whole = _single(asked.whole, low, after)
    return max(total, whole[0]) if whole else total


def _open_after(places: list[int], after: list[int]) -> None:
    """Make the place after a word that stands in one piece a beginning."""
    if any(b - a != 1 for a, b in itertools.pairwise(places)):
        return
    beginning = places[-1] + 1
    replaced = after[beginning - 1]
    for at in range(beginning - 1, -1, -1):
        if after[at] != replaced:
            return
        after[at] = beginning


def _single(part: Part, low: Units, after: list[int]) -> tuple[float, list[int]] | None:
    """Score one word; return where its characters are, too."""
    codes, length = part.codes, len(low)
    places: list[int] = []
    at = 0
    for code in codes:
        while at < length and low[at] != code:
            at += 1
        if at == length:
            return None
        places.append(at)
        at += 1
    better = _strict(codes, low, after, 0 if places[0] == 0 else after[places[0] - 1])
    at = _find(codes, low, places[0]) if len(codes) > 1 and part.plain else -1
    substring = at >= 0
    begins = substring and (at == 0 or after[at - 1] == at)
    if substring and not begins:
        here = _begins(codes, low, after, at)
        at, begins = (here, True) if here >= 0 else (at, False)
    if begins if better else substring:
        places = list(range(at, at + len(codes)))
    elif better:
        places = better
    return _tally(places, better is not None, substring + begins, after), places


def _strict(codes: Units, low: Units, after: list[int], at: int) -> list[int] | None:
    """Return places where each character follows the one before or begins a word."""
    places: list[int] = []
    tries = 0
    if at == len(low):
        return None
    while True:
        if at >= len(low):
            tries += 1
            if not places or tries > _BACKTRACKS:
                return None
            at = after[places.pop()]
        elif codes[len(places)] == low[at]:
            places.append(at)
            if len(places) == len(codes):
                return places
            at += 1
        else:
            at = after[at]


def _find(codes: Units, low: Units, start: int) -> int:
    """Return where ``codes`` stand as they are, from ``start`` on; -1 = nowhere."""
    for at in range(start, len(low) - len(codes) + 1):
        if low[at : at + len(codes)] == codes:
            return at
    return -1


def _begins(codes: Units, low: Units, after: list[int], behind: int) -> int:
    """Return the first beginning after ``behind`` where ``codes`` stand; -1 = none."""
    at = 0
    while at < len(low):
        if at > behind and low[at : at + len(codes)] == codes:
            return at
        at = after[at]
    return -1


def _tally(places: list[int], strict: bool, bonuses: int, after: list[int]) -> float:  # noqa: FBT001 - a part of a match
    """Return the score of a match."""
    n, length = len(places), len(after)
    total = 0.0
    groups = 0
    for before, here in itertools.pairwise(places):
        if here - before != 1:
            total -= here
            groups += 1
    total -= (12 + places[-1] - places[0] - (n - 1)) * groups
    if places[0]:
        total -= places[0] * places[0] * 0.2
    if not strict:
        total *= 1000
    else:
        unique, at = 1, after[0]
        while at < length:
            unique, at = unique + 1, after[at]
        if unique > _FEW_BEGINNINGS:
            total *= (unique - _FEW_BEGINNINGS) * 10
    total -= (length - n) / 2
    for _ in range(bonuses):
        total /= 1 + n * n
    return total - (length - n) / 2
