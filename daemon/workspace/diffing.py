"""A unified diff of a text and its edited form.

What both share at their ends is found by comparing halves and not looked at
line by line, so a small edit of a long file costs little; longer middles are
cut at lines that each of them has once.  Lines end at line feeds; a carriage
return stays in its line.  Applying the diff to the old text gives the new one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from . import patch_names

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
    """The part of two texts that holds all differences, line by line, with some lines around.

    Changes count lines within that part; ``first`` lines come before it.
    """

    first: int
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

    def spans(self, most: int) -> list[tuple[int, int]]:
        """Return first and last line, from 1, of up to ``most`` changed parts of the new text."""
        return [
            (self.first + one.after + 1, self.first + max(one.after + 1, one.after_end))
            for one in self.changes[:most]
        ]


def difference(old: str, new: str) -> Difference:
    """Compare two texts."""
    if old == new:
        return Difference(0, [], [], [])
    start = _back(old, _shared(old, new))
    end = _ahead(old, _shared_end(old, new, start))
    first = old.count("\n", 0, start)
    old_lines, new_lines = lines(old[start : len(old) - end]), lines(new[start : len(new) - end])
    whole = Change(0, len(old_lines), 0, len(new_lines))
    return Difference(first, old_lines, new_lines, list(_parts(old_lines, new_lines, whole, DEPTH)))


def lines(text: str) -> list[str]:
    r"""Return the lines of ``text`` with their line feeds.

    >>> lines("a\n\nb")
    ['a\n', '\n', 'b']
    """
    found = text.split("\n")
    last = found.pop()
    return [line + "\n" for line in found] + ([last] if last else [])


def unified(path: str, found: Difference, *, ending: str = "\n") -> list[str]:
    """Return the lines of the diff, without line feeds; empty for no change.

    ``ending``: what lines of the files end with, where that is not in the texts.
    """
    if not found.changes:
        return []
    told = [f"--- {patch_names.header(f'a/{path}')}", f"+++ {patch_names.header(f'b/{path}')}"]
    for group in _groups(found.changes):
        told += _hunk(found, group, ending.removesuffix("\n"))
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


def _shared_end(one: str, other: str, start: int) -> int:
    """Return how many characters two texts share at their end, behind ``start``."""
    low, high = 0, min(len(one), len(other)) - start
    ours, theirs = len(one), len(other)
    while low < high:
        middle = (low + high + 1) // 2
        if one[ours - middle : ours - low] == other[theirs - middle : theirs - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _back(text: str, at: int) -> int:
    """Return the start of the line at ``at``, and of some lines of context before it."""
    start = text.rfind("\n", 0, at) + 1
    for _ in range(CONTEXT):
        start = text.rfind("\n", 0, max(0, start - 1)) + 1
    return start


def _ahead(text: str, end: int) -> int:
    """Return ``end``, a count of characters at the end, less the rest of a line and context."""
    at = len(text) - end
    if at and text[at - 1] != "\n":
        at = _line_end(text, at)
    for _ in range(CONTEXT):
        at = _line_end(text, at)
    return len(text) - at


def _line_end(text: str, at: int) -> int:
    """Return where the line at ``at`` ends, its line feed included."""
    feed = text.find("\n", at)
    return len(text) if feed < 0 else feed + 1


def _parts(old: list[str], new: list[str], whole: Change, depth: int) -> Iterator[Change]:
    """Yield the changes within ``whole``."""
    before, before_end, after, after_end = _trimmed(old, new, whole)
    if before == before_end and after == after_end:
        return
    part = Change(before, before_end, after, after_end)
    longest = max(before_end - before, after_end - after)
    if before == before_end or after == after_end or longest == 1:
        yield part
    elif longest <= COMPARED_LINES:
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


def _hunk(found: Difference, group: list[Change], carriage: str) -> list[str]:
    """Return one hunk; each line of the files ends with ``carriage`` and a line feed."""
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
    after = group[0].after - (group[0].before - start)
    after_count = end + group[-1].after_end - group[-1].before_end - after
    before_told = _range(found.first + start, end - start)
    told = [f"@@ -{before_told} +{_range(found.first + after, after_count)} @@"]
    for line in body:
        told += [line[:-1] + carriage] if line.endswith("\n") else [line, NO_END]
    return told


def _range(start: int, count: int) -> str:
    """Return a range of lines as a hunk names it: an empty one by the line before."""
    first = start + 1 if count else start
    return f"{first}" if count == 1 else f"{first},{count}"
