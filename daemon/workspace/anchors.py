"""Blocks of a text known by their first and their last line, and how alike they are.

Likeness is one minus the Levenshtein distance over the longer length, in
UTF-16 units, the mean over the lines between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .haystack import Haystack

#: Of several blocks, the best must be as alike as this.
LEAST_ALIKE = 0.3

#: Lines compared to find the best of several: about half a second.  A file in which that is
#: not enough has no best block for us; the next strategies have their turn.
MOST_COMPARED = 500_000


def most_alike(
    file: Haystack, wanted: tuple[str, ...], found: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the block of ``found`` that is most like ``wanted``; ``None`` if none is enough.

    ``None`` too where too much would have to be compared to tell.
    """
    lines = file.trimmed
    known: dict[tuple[str, str], float] = {}
    if len(wanted) > 2:
        known.update(_likenesses((lines[first + 1] for first, _ in found), wanted[1]))
    best, highest = None, -1.0
    compared = 0
    for first, last in found:
        count = min(len(wanted) - 2, last - first - 1)
        total = 0.0
        # What the lines before must add up to, so that the rest could still make it the best.
        least = highest * count
        for n in range(1, count + 1):
            if total + count - n + 1 <= least:
                break
            pair = (lines[first + n], wanted[n])
            alike = known.get(pair)
            if alike is None:
                alike = known[pair] = likeness(*pair)
            total += alike
            compared += 1
        if compared > MOST_COMPARED:
            return None
        mean = total / count if count > 0 else 1.0
        if mean > highest:
            best, highest = (first, last), mean
        if highest >= 1:
            break  # of equals the first counts
    return best if highest >= LEAST_ALIKE else None


def _likenesses(lines: Iterable[str], other: str) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield how alike each of ``lines`` is to ``other``, as ``most_alike`` keeps it."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    distinct = list(dict.fromkeys(lines))
    if any(_wide(line) for line in (other, *distinct)):
        return  # one by one, in UTF-16 units
    told = process.extract(other, distinct, scorer=Levenshtein.normalized_similarity, limit=None)
    for line, alike, _ in told:
        yield (line, other), alike if line or other else 0.0


def likeness(one: str, other: str) -> float:
    """Return how alike two lines are: 1 = equal, 0 = nothing shared; two empty ones tell nothing.

    >>> likeness("abcd", "abxd")
    0.75
    """
    from rapidfuzz.distance import Levenshtein  # 20 ms to import; few edits come this far

    if not one and not other:
        return 0.0
    one_units, other_units = _units(one), _units(other)
    longest = max(len(one_units), len(other_units))
    return 1 - Levenshtein.distance(one_units, other_units) / longest


def _units(text: str) -> str:
    """Return ``text`` with a character for each of its UTF-16 units."""
    if not _wide(text):
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2)
    )


def _wide(text: str) -> bool:
    """Whether a character of ``text`` takes two UTF-16 units."""
    return not text.isascii() and max(text) > "\uffff"
