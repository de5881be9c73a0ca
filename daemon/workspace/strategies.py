"""The nine ways to find a text that an agent quoted from memory, strict ones first.

Each takes the file as a ``Haystack`` and the quoted text, and yields parts of
the file, in order of place, that may be meant.  ``replacing`` decides.  A part
may be yielded twice; it is tried once.  The quoted text is never blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from operator import sub

from . import anchors, escapes, sweep, whitespace
from .haystack import Haystack

Strategy = Callable[[Haystack, str], Iterator[str]]


def exact(_: Haystack, old: str) -> Iterator[str]:
    """Yield the text itself."""
    yield old


def line_trimmed(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks whose lines are those of ``old``, blanks at their ends aside."""
    yield from file.texts(_trimmed_lines(file, old))


def block_anchor(file: Haystack, old: str) -> Iterator[str]:
    """Yield the block with the first and the last line of ``old``, the most alike of several."""
    if old.count("\n") < 2:
        return
    wanted = _trimmed_lines(file, old)
    # With nothing between that could be compared, the first of several is as good as any.
    pairs = file.pairs(wanted[0], wanted[-1], None if len(wanted) > 2 else 1)
    if len(pairs) == 1:
        # Both anchors, and nowhere else: what lies between is not looked at.
        first, last = pairs[0]
        yield file.block(first, last - first + 1)
    elif pairs:
        best = anchors.most_alike(file, wanted, pairs)
        if best is not None:
            yield file.block(best[0], best[1] - best[0] + 1)


def whitespace_normalized(file: Haystack, old: str) -> Iterator[str]:
    """Yield lines, parts of lines and blocks that differ from ``old`` in runs of blanks only."""
    words = whitespace.words(old)
    longest = max(words, key=len)
    if longest not in file.text:
        return
    count = old.count("\n") + 1
    rows = None
    if count > 1 and len(words) <= sweep.MOST_WORDS and file.crowded(longest):
        rows = sweep.rows(file.text, words)
    if rows is None or any("\n" not in row for row in rows):
        yield from _normal_lines(file, words, longest)
    if rows is not None and len(shapes := _shapes(file, old, rows)) <= sweep.MOST_SWEEPS:
        for block in _merged(sweep.normal(file.framed, words, *shape) for shape in shapes):
            if block.count("\n") == count - 1:
                yield block
    elif count > 1:
        yield from _normal_blocks(file, " ".join(words), count, longest)


def indentation_flexible(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks that are ``old`` moved to the left or right as a whole."""
    if not old.endswith("\n"):
        return  # each such block has been a line-trimmed one
    wanted = _dedented(file, old)
    for block in file.texts((*_trimmed_lines(file, old), "")):
        if block.endswith("\n") and _dedented(file, block) == wanted:
            yield block


def escape_normalized(file: Haystack, old: str) -> Iterator[str]:
    r"""Yield what ``old`` is once ``\n``, ``\"`` and the like in it, or in the file, are read."""
    wanted = escapes.read(old)
    if wanted in file.text:
        yield wanted
    if "\\" in file.text:
        lines = wanted.split("\n")
        yield from file.once(escapes.blocks(file, lines), len(lines))


def trimmed_boundary(file: Haystack, old: str) -> Iterator[str]:
    """Yield ``old`` without the blanks around it, and blocks of its length that hold no more."""
    wanted = whitespace.trim(old)
    if wanted == old or wanted not in file.text:
        return
    yield wanted
    lines = tuple(map(file.trim, wanted.split("\n")))
    more = old.count("\n") + 1 - len(lines)
    if not more:
        return  # each such block has been a line-trimmed one
    wide = len(lines) + more
    blocks: Iterable[str]
    if more < sweep.MOST_SWEEPS and wide <= sweep.MOST_LINES and file.crowded(max(lines, key=len)):
        forms = (("",) * n + lines + ("",) * (more - n) for n in range(more + 1))
        blocks = _merged(sweep.trimmed(file.framed, form) for form in forms)
    else:
        blocks = file.once(_around(file, file.blocks(lines), len(lines), more), wide)
    for block in blocks:
        if file.trim(block) == wanted:
            yield block


def context_aware(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks of the length of ``old`` with its ends and half of the lines between."""
    if old.count("\n") < 2:
        return
    wanted = _trimmed_lines(file, old)
    between = [line for line in wanted[1:-1] if line]
    if len(wanted) < 3 or (between and not any(line in file.text for line in between)):
        return  # half of them are to be there
    pairs = file.pairs(wanted[0], wanted[-1])
    starts = [first for first, last in pairs if last - first + 1 == len(wanted)]
    for block in file.once(starts, len(wanted)):
        middle = zip(map(file.trim, block.split("\n")[1:-1]), wanted[1:-1], strict=True)
        told = [(one, other) for one, other in middle if one or other]
        same = sum(one == other for one, other in told)
        if 2 * same >= len(told):
            yield block


def every_occurrence(_: Haystack, old: str) -> Iterator[str]:
    """Yield the text once more for each place; after ``exact`` it can change nothing."""
    yield old


#: All of them by the name that answers give, in the order they are tried.
STRATEGIES: tuple[tuple[str, Strategy], ...] = (
    ("exact", exact),
    ("line-trimmed", line_trimmed),
    ("block-anchor", block_anchor),
    ("whitespace-normalized", whitespace_normalized),
    ("indentation-flexible", indentation_flexible),
    ("escape-normalized", escape_normalized),
    ("trimmed-boundary", trimmed_boundary),
    ("context-aware", context_aware),
    ("every-occurrence", every_occurrence),
)


def _trimmed_lines(file: Haystack, old: str) -> tuple[str, ...]:
    """Return the lines of ``old`` trimmed; a final line feed makes no line."""
    return tuple(map(file.trim, old.removesuffix("\n").split("\n")))


def _merged(sweeps: Iterable[dict[str, int]]) -> list[str]:
    """Return the blocks of several sweeps in the order of their first places."""
    found: dict[str, int] = {}
    for one in sweeps:
        found |= one
    return sorted(found, key=found.__getitem__)


def _normal_lines(file: Haystack, words: list[str], word: str) -> Iterator[str]:
    """Yield lines, and parts of lines, that are ``words`` with any blanks between."""
    wanted, spaced = " ".join(words), None
    for line in file.distinct:
        if word not in line:
            continue
        normal = whitespace.normal(line)
        if normal == wanted:
            yield line
        elif wanted in normal:
            spaced = spaced or re.compile(whitespace.RUN.join(map(re.escape, words)))
            if match := spaced.search(line):
                yield match[0]


def _shapes(file: Haystack, old: str, rows: set[str]) -> list[tuple[int, int]]:
    """Return how many blank lines may stand before and after ``rows`` to make ``old``'s length.

    Rows that have the lines of ``old``, trimmed, have been line-trimmed blocks.
    """
    lines = tuple(map(file.trim, old.split("\n")))
    heights = {
        row.count("\n") + 1 for row in rows if tuple(map(file.trim, row.split("\n"))) != lines
    }
    return [
        (before, len(lines) - height - before)
        for height in heights
        for before in range(len(lines) - height + 1)
    ]


def _normal_blocks(file: Haystack, wanted: str, count: int, word: str) -> Iterator[str]:
    """Yield blocks of ``count`` lines whose normal form is ``wanted``; ``word`` is one of it."""
    places = [at for at, line in enumerate(file.lines) if word in line]
    last = len(file.lines) - count
    if len(places) * count * 4 < last:
        near = {at - n for at in places for n in range(count)}
        starts = sorted(at for at in near if 0 <= at <= last)
    else:
        starts = _fitting(file, wanted, count)
    for block in file.once(starts, count):
        if whitespace.normal(block) == wanted:
            yield block


def _fitting(file: Haystack, wanted: str, count: int) -> list[int]:
    """Return the blocks of ``count`` lines whose normal form has the length of ``wanted``."""
    ends = list(accumulate(map(file.sizes.__getitem__, file.lines), initial=0))
    lengths = map(sub, ends[count:], ends)
    return [at for at, length in enumerate(lengths) if length == len(wanted) + 1]


def _around(file: Haystack, starts: list[int], inner: int, more: int) -> list[int]:
    """Return the blocks with ``more`` lines than those at ``starts``, all of them blank."""
    if not more:
        return starts
    lines, found = file.trimmed, []
    for at in starts:
        for start in range(max(0, at - more), min(at, len(lines) - inner - more) + 1):
            after = lines[at + inner : start + inner + more]
            if not any(lines[start:at]) and not any(after):
                found.append(start)
    return found


def _dedented(file: Haystack, text: str) -> str:
    """Return ``text`` without the indentation that all its lines share; blank lines stay."""
    lines = text.split("\n")
    bodies = [len(line) - len(line.lstrip(whitespace.BLANKS)) for line in lines if file.trim(line)]
    least = min(bodies, default=0)
    return "\n".join(line[least:] if file.trim(line) else line for line in lines)
