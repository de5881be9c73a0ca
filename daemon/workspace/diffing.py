"""A unified diff of a text and its edited form.

What both share at their ends is found by comparing halves, so a small edit of
a long file costs little; longer middles are cut at lines that each of them has
once.  Lines end at line feeds; a carriage return stays in its line.  Applying
the diff to the old text gives the new one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Unchanged lines shown around a change, as diff(1) has it.
CONTEXT = 3

#: Parts up to this many lines are compared line with line.
COMPARED_LINES = 150

#: How often a part is cut again.
DEPTH = 6

NO_END = "\\ No newline at end of file"


@dataclass(frozen=True)
class Change:
    """Lines ``[before, before_end)`` of the old text became ``[after, after_end)``; from 0."""

    before: int
    before_end: int
    after: int
    after_end: int


@dataclass(frozen=True)
class Difference:
    """Two texts line by line, and where they differ, from the first line on."""

    old: list[str]
    new: list[str]
    changes: list[Change]

    @property
    def added(self) -> int:
        """Lines that are only in the new text."""
        return sum(one.after_end - one.after for one in self.changes)

    @property
    def removed(self) -> int:
        """Lines that are only in the old text."""
        return sum(one.before_end - one.before for one in self.changes)


def difference(old: str, new: str) -> Difference:
    """Compare two texts."""
    if old == new:
        return Difference([], [], [])
    old_lines, new_lines = lines(old), lines(new)
    # Whole lines that both share, seen on the texts: comparing characters is quick in bulk.
    head = old.count("\n", 0, _shared(old, new))
    room = min(len(old_lines), len(new_lines)) - head
    tail = _shared_tail(old_lines, new_lines, room)
    whole = Change(head, len(old_lines) - tail, head, len(new_lines) - tail)
    return Difference(old_lines, new_lines, list(_parts(old_lines, new_lines, whole, DEPTH)))


def lines(text: str) -> list[str]:
    r"""Return the lines of ``text`` with their line feeds.

    >>> lines("a\n\nb")
    ['a\n', '\n', 'b']
    """
    found = text.split("\n")
    last = found.pop()
    return [line + "\n" for line in found] + ([last] if last else [])


def unified(path: str, found: Difference, *, made: bool = False, gone: bool = False) -> list[str]:
    """Return the lines of the diff, without line feeds; empty for no change.

    ``made``: there was no file before; ``gone``: there is none after.
    """
    if not found.changes:
        return []
    told = ["--- /dev/null" if made else f"--- a/{path}"]
    told.append("+++ /dev/null" if gone else f"+++ b/{path}")
    for group in _groups(found.changes):
        told += _hunk(found, group)
    return told


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts share at their start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shared_tail(one: list[str], other: list[str], most: int) -> int:
    """Return how many lines, ``most`` at most, two texts share at their end."""
    count = 0
    while count < most and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _parts(old: list[str], new: list[str], whole: Change, depth: int) -> Iterator[Change]:
    """Yield the changes within ``whole``."""
    before, before_end, after, after_end = _trimmed(old, new, whole)
    if before == before_end and after == after_end:
        return
    part = Change(before, before_end, after, after_end)
    if before == before_end or after == after_end:
        yield part
    elif max(before_end - before, after_end - after) <= COMPARED_LINES:
        matcher = SequenceMatcher(None, old[before:before_end], new[after:after_end], False)
        for tag, i, i_end, j, j_end in matcher.get_opcodes():
            if tag != "equal":
                yield Change(before + i, before + i_end, after + j, after + j_end)
    elif depth and (cuts := _unique(old, new, part)):
        at, other = before, after
        for i, j in [*cuts, (before_end, after_end)]:
            yield from _parts(old, new, Change(at, i, other, j), depth - 1)
            at, other = i, j
    else:
        yield part


def _trimmed(old: list[str], new: list[str], part: Change) -> tuple[int, int, int, int]:
    """Return ``part`` without the lines that are equal at its ends."""
    before, before_end, after, after_end = (
        *(part.before, part.before_end),
        *(part.after, part.after_end),
    )
    while before < before_end and after < after_end and old[before] == new[after]:
        before, after = before + 1, after + 1
    while before < before_end and after < after_end and old[before_end - 1] == new[after_end - 1]:
        before_end, after_end = before_end - 1, after_end - 1
    return before, before_end, after, after_end


def _unique(old: list[str], new: list[str], part: Change) -> list[tuple[int, int]]:
    """Return lines that either side has once, the longest row of them that is in order."""
    ours = Counter(old[part.before : part.before_end])
    theirs = Counter(new[part.after : part.after_end])
    place = {new[j]: j for j in range(part.after, part.after_end) if theirs[new[j]] == 1}
    pairs = [
        (i, place[old[i]])
        for i in range(part.before, part.before_end)
        if old[i] in place and ours[old[i]] == 1
    ]
    # The longest increasing row (patience sorting).
    tops: list[int] = []
    ends: list[int] = []
    above: list[int] = []
    for n, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        tops[pile : pile + 1], ends[pile : pile + 1] = [j], [n]
        above.append(ends[pile - 1] if pile else -1)
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(pairs[at])
        at = above[at]
    return row[::-1]


def _groups(found: list[Change]) -> Iterator[list[Change]]:
    """Yield changes that share their context: one hunk each."""
    group: list[Change] = []
    for one in found:
        if group and one.before - group[-1].before_end > 2 * CONTEXT:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _hunk(found: Difference, group: list[Change]) -> list[str]:
    """Return one hunk."""
    old, new = found.old, found.new
    at = start = max(0, group[0].before - CONTEXT)
    end = min(len(old), group[-1].before_end + CONTEXT)
    body: list[str] = []
    for one in group:
        body += [" " + line for line in old[at : one.before]]
        body += ["-" + line for line in old[one.before : one.before_end]]
        body += ["+" + line for line in new[one.after : one.after_end]]
        at = one.before_end
    body += [" " + line for line in old[at:end]]
    count, grown = end - start, group[-1].after_end - group[-1].before_end
    after = group[0].after - (group[0].before - start)
    after_count = end + grown - after
    head = f"@@ -{_range(start, count)} +{_range(after, after_count)} @@"
    told = [head]
    for line in body:
        told += [line[:-1]] if line.endswith("\n") else [line, NO_END]
    return told


def _range(start: int, count: int) -> str:
    """Return a range of lines as a hunk names it: an empty one by the line before."""
    first = start + 1 if count else start
    return f"{first}" if count == 1 else f"{first},{count}"
