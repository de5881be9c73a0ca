"""Blocks of a text known by their first and their last line, and how alike they are.

Likeness is one minus the Levenshtein distance over the longer length, in
UTF-16 units, the mean over the lines between.
"""

from __future__ import annotations

from .haystack import Haystack

#: Of several blocks, the best must be as alike as this.
LEAST_ALIKE = 0.3

#: Lines of a block, from its second on, of which all that compete are compared in one call.
BATCHED = 3

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
    if len(wanted) == 3:
        return _nearest(lines, wanted[1], found)
    # For each line of ``wanted`` between the anchors: how alike lines at its place are to it.
    known: list[dict[str, float]] = [
        _likenesses([lines[first + n] for first, last in found if first + n < last], wanted[n])
        if n <= BATCHED
        else {}
        for n in range(1, len(wanted) - 1)
    ]
    best, highest = None, -1.0
    compared = 0
    for first, last in found:
        count = min(len(known), last - first - 1)
        total = 0.0
        # What the lines before must add up to, so that the rest could still make it the best.
        least = highest * count
        for n in range(count):
            if total + count - n <= least:
                break
            line = lines[first + n + 1]
            alike = known[n].get(line)
            if alike is None:
                alike = known[n][line] = likeness(line, wanted[n + 1])
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


def _nearest(lines: list[str], middle: str, found: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return what ``most_alike`` does where ``middle`` is all that is compared."""
    if len(found) > MOST_COMPARED:
        return None
    firsts = [lines[first + 1] for first, _ in found]
    known = _likenesses(firsts, middle)
    alike = [known[line] for line in firsts]
    highest = max(alike)
    return found[alike.index(highest)] if highest >= LEAST_ALIKE else None


def _likenesses(lines: list[str], other: str) -> dict[str, float]:
    """Return how alike each of ``lines`` is to ``other``."""
    from rapidfuzz import process  # 20 ms to import; few edits come this far
    from rapidfuzz.distance import Levenshtein

    distinct = list(dict.fromkeys(lines))
    if not other or not "".join(distinct).isascii():
        return {line: likeness(line, other) for line in distinct}
    told = process.extract(other, distinct, scorer=Levenshtein.normalized_similarity, limit=None)
    return {line: alike for line, alike, _ in told}


def likeness(one: str, other: str) -> float:
    """Return how alike two lines are: 1 = equal, 0 = nothing shared; two empty ones tell nothing.

    >>> likeness("abcd", "abxd")
    0.75
    """
    from rapidfuzz.distance import Levenshtein

    if not one and not other:
        return 0.0
    one_units, other_units = _units(one), _units(other)
    longest = max(len(one_units), len(other_units))
    return 1 - Levenshtein.distance(one_units, other_units) / longest


def _units(text: str) -> str:
    """Return ``text`` with a character for each of its UTF-16 units."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2)
    )
