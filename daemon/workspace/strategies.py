"""The nine ways to find a text that an agent quoted from memory, strict ones first.

Each takes the file as a ``Haystack`` and the quoted text, and yields parts of
the file, in order of place, that may be meant.  ``replacing`` decides.  A part
may be yielded twice; it is tried once.  The quoted text is never blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from operator import sub

from . import anchors, escapes, whitespace
from .haystack import Haystack

Strategy = Callable[[Haystack, str], Iterator[str]]


def exact(_: Haystack, old: str) -> Iterator[str]:
    """Yield the text itself."""
    yield old


def line_trimmed(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks whose lines are those of ``old``, blanks at their ends aside."""
    wanted = _trimmed_lines(file, old)
    if len(wanted) == 1:
        yield from file.alike(wanted[0])
    else:
        yield from _texts(file, file.blocks(wanted), len(wanted))


def block_anchor(file: Haystack, old: str) -> Iterator[str]:
    """Yield the block with the first and the last line of ``old``, the most alike of several."""
    if old.count("\n") < 2:
        return
    wanted = _trimmed_lines(file, old)
    pairs = anchors.pairs(file, wanted)
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
    wanted = " ".join(words)
    spaced = re.compile(whitespace.RUN.join(map(re.escape, words)))
    for line in file.distinct:
        if longest not in line:
            continue
        normal = whitespace.normal(line)
        if normal == wanted:
            yield line
        elif wanted in normal and (match := spaced.search(line)):
            yield match[0]
    if "\n" in old:
        yield from _normal_blocks(file, wanted, old.count("\n") + 1, longest)


def indentation_flexible(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks that are ``old`` moved to the left or right as a whole."""
    count = old.count("\n") + 1
    if not old.endswith("\n"):
        return  # each such block has been a line-trimmed one
    wanted = _dedented(file, old)
    starts = file.blocks(_trimmed_lines(file, old))
    last = len(file.lines) - count
    for block in _texts(file, [at for at in starts if at <= last], count):
        if block.endswith("\n") and _dedented(file, block) == wanted:
            yield block


def escape_normalized(file: Haystack, old: str) -> Iterator[str]:
    r"""Yield what ``old`` is once ``\n``, ``\"`` and the like in it, or in the file, are read."""
    wanted = escapes.read(old)
    if wanted in file.text:
        yield wanted
    if "\\" in file.text:
        lines = wanted.split("\n")
        yield from _texts(file, escapes.blocks(file, lines), len(lines))


def trimmed_boundary(file: Haystack, old: str) -> Iterator[str]:
    """Yield ``old`` without the blanks around it, and blocks of its length that hold no more."""
    wanted = whitespace.trim(old)
    if wanted == old or wanted not in file.text:
        return
    yield wanted
    inner = wanted.count("\n") + 1
    more = old.count("\n") + 1 - inner
    if inner == 1 and not more:
        yield from file.alike(wanted)
        return
    starts = file.blocks(tuple(map(file.trim, wanted.split("\n"))))
    for block in _texts(file, _around(file, starts, inner, more), inner + more):
        if file.trim(block) == wanted:
            yield block


def context_aware(file: Haystack, old: str) -> Iterator[str]:
    """Yield blocks of the length of ``old`` with its ends and half of the lines between."""
    if old.count("\n") < 2:
        return
    wanted = _trimmed_lines(file, old)
    pairs = anchors.pairs(file, wanted)
    starts = [first for first, last in pairs if last - first + 1 == len(wanted)]
    for block in _texts(file, starts, len(wanted)):
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


def _texts(file: Haystack, starts: list[int], count: int) -> Iterator[str]:
    """Yield the blocks at ``starts``, each text once."""
    if count == 1:
        yield from dict.fromkeys(file.lines[at] for at in starts)
        return
    seen: set[tuple[str, ...]] = set()
    lines = file.lines
    for at in starts:
        block = tuple(lines[at : at + count])
        if block not in seen:
            seen.add(block)
            yield "\n".join(block)


def _normal_blocks(file: Haystack, wanted: str, count: int, word: str) -> Iterator[str]:
    """Yield blocks of ``count`` lines whose normal form is ``wanted``; ``word`` is one of it."""
    places = [at for at, line in enumerate(file.lines) if word in line]
    last = len(file.lines) - count
    if len(places) * count * 4 < last:
        near = {at - n for at in places for n in range(count)}
        starts = sorted(at for at in near if 0 <= at <= last)
    else:
        starts = _fitting(file, wanted, count)
    for block in _texts(file, starts, count):
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
