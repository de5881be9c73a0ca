"""A text that is searched in many ways: its lines, trimmed and distinct, worked out once.

What is worked out per line is worked out per distinct line: files repeat
themselves, and the worst case of an edit repeats nothing but itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import compress, count

from . import sweep, whitespace

#: So many places are looked at one by one; for more, all lines are.
FEW = 64


class Haystack:
    """One text; positions are numbers of lines, from 0."""

    def __init__(self, text: str, wanted: str) -> None:
        """Search ``text`` for forms of ``wanted``."""
        self.text = text
        self._wanted = wanted
        self._blocks: dict[tuple[str, ...], list[int]] = {}
        self._pairs: dict[tuple[str, str, int | None], list[tuple[int, int]]] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines, split at line feeds only."""
        return self.text.split("\n")

    @cached_property
    def framed(self) -> str:
        """The text between two line feeds, as ``sweep`` wants it."""
        return f"\n{self.text}\n"

    @cached_property
    def distinct(self) -> list[str]:
        """Each line once, in the order of its first place."""
        return list(dict.fromkeys(self.lines))

    @cached_property
    def trimmed(self) -> list[str]:
        """The lines without blanks at their ends."""
        return list(map(self.trim, self.lines))

    @cached_property
    def trim(self) -> Callable[[str], str]:
        """The function that takes the blanks off the ends of a line."""
        return whitespace.trimming(self.text, self._wanted)

    @cached_property
    def escaped(self) -> list[str]:
        """The distinct lines with a backslash in them."""
        return [line for line in self.distinct if "\\" in line]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The length of each line when each run of blanks is one space, one more for words."""
        # Where Python sees no other blanks: a printable line without a double space is normal.
        strip, plain = str.strip, whitespace.plain(self.text)
        found = {}
        for line in self.distinct:
            told = strip(line)
            if not plain or "  " in told or not told.isprintable():
                told = whitespace.normal(line)
            found[line] = len(told) + 1 if told else 0
        return found

    def alike(self, wanted: str) -> list[str]:
        """Return the distinct lines that are ``wanted`` when trimmed."""
        if wanted not in self.text:
            return []
        return [line for line in self.distinct if wanted in line and self.trim(line) == wanted]

    def places(self, wanted: str) -> list[int]:
        """Return where lines are ``wanted`` when trimmed; ``wanted`` is trimmed."""
        if not wanted:
            return [at for at, line in enumerate(self.trimmed) if not line]
        if self.text.count(wanted) <= FEW:
            return list(self._few_places(wanted))
        raw = set(self.alike(wanted))
        if not raw:
            return []
        return list(compress(count(), map(raw.__contains__, self.lines)))

    def crowded(self, part: str) -> bool:
        """Whether ``part`` is at more places than are looked at one by one."""
        return self.text.count(part) > FEW

    def texts(self, wanted: tuple[str, ...]) -> list[str]:
        """Return the blocks whose trimmed lines are ``wanted``, each text once, in order."""
        if len(wanted) == 1:
            return self.alike(wanted[0])
        if len(wanted) <= sweep.MOST_LINES and self.crowded(max(wanted, key=len)):
            return list(sweep.trimmed(self.framed, wanted))
        return list(self.once(self.blocks(wanted), len(wanted)))

    def once(self, starts: list[int], count: int) -> Iterator[str]:
        """Yield the blocks of ``count`` lines at ``starts``, each text once."""
        if count == 1:
            yield from dict.fromkeys(self.lines[at] for at in starts)
            return
        seen: set[tuple[str, ...]] = set()
        lines = self.lines
        for at in starts:
            block = tuple(lines[at : at + count])
            if block not in seen:
                seen.add(block)
                yield "\n".join(block)

    def pairs(self, first: str, last: str, most: int | None = None) -> list[tuple[int, int]]:
        """Return the first and the last line of ``most`` blocks with these ends, trimmed, in order.

        A block ends with the first such line that leaves one or more between.
        """
        found = self._pairs.get((first, last, most))
        if found is None:
            starts = self.places(first)
            ends = self.places(last) if starts else []
            found = list(_paired(starts[:most], ends))
            self._pairs[first, last, most] = found
        return found

    def blocks(self, wanted: tuple[str, ...]) -> list[int]:
        """Return where blocks start whose trimmed lines are ``wanted``, which is not all blank."""
        found = self._blocks.get(wanted)
        if found is None:
            found = self._blocks[wanted] = self._search(wanted)
        return found

    def block(self, start: int, count: int) -> str:
        """Return ``count`` lines from ``start`` as they are."""
        return "\n".join(self.lines[start : start + count])

    def _search(self, wanted: tuple[str, ...]) -> list[int]:
        """Look around every place of the longest line."""
        longest = max(wanted, key=len)
        ahead = wanted.index(longest)
        last = len(self.lines) - len(wanted)
        starts = [at - ahead for at in self.places(longest) if 0 <= at - ahead <= last]
        if len(wanted) == 1 or not starts:
            return starts
        rest = [(n, line) for n, line in enumerate(wanted) if n != ahead]
        if len(starts) <= FEW:
            lines, trim = self.lines, self.trim
            return [at for at in starts if all(trim(lines[at + n]) == line for n, line in rest)]
        trimmed = self.trimmed
        for n, line in rest:
            starts = [at for at in starts if trimmed[at + n] == line]
        return starts

    def _few_places(self, wanted: str) -> Iterator[int]:
        """Yield the places of a rare line without a look at all the others."""
        text, at, number, counted = self.text, self.text.find(wanted), 0, 0
        while at >= 0:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if self.trim(text[start:end]) == wanted:
                number += text.count("\n", counted, start)
                counted = start
                yield number
            at = text.find(wanted, end)


def _paired(starts: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield each start with the first end that leaves a line between; those behind have none.

    Both rise, so neither is gone through twice.
    """
    least = starts[0] + 2 if starts else 0
    after = iter(ends[bisect_left(ends, least) :])
    end = next(after, None)
    for start in starts:
        while end is not None and end < start + 2:
            end = next(after, None)
        if end is None:
            return
        yield start, end
