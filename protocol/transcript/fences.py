"""Fenced code blocks: where they begin and end, what is in them, and how one is written.

CommonMark's rules, line by line, for fences that are no part of a list or a quote.
Offsets are in bytes; CR belongs to its line.  Linear in the bytes that it looks at.
https://spec.commonmark.org/0.31.2/#fenced-code-blocks
"""

from __future__ import annotations

import re

import msgspec

from . import marks

#: "A code fence is a sequence of at least three consecutive backtick characters (`) or tildes (~)."
_OPENS = re.compile(
    # A list item may begin with a fence; the marker is then as good as an indent.
    rb"( {0,3}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})*)(`{3,}(?![^`\n]*`)|~{3,})([^\n]*)(?:\n|\Z)"
)
#: The closing fence "may be preceded by up to three spaces of indentation, and may be followed
#: only by spaces or tabs".
_CLOSES = re.compile(rb"( *)(`{3,}|~{3,})[ \t\r]*(?:\n|\Z)")
_RUN = re.compile(r"`{3,}")


class Fence(msgspec.Struct, frozen=True, gc=False):
    """One fenced block, in bytes from the beginning of what was read."""

    start: int
    #: Past the line feed of the closing fence; of an open one, the end of the text.
    end: int
    body_start: int
    body_end: int
    #: The opening characters: three or more of one kind.
    ticks: bytes
    indent: int
    #: What stands behind them, stripped.
    info: bytes
    closed: bool


def at(data: bytes, start: int) -> Fence | None:
    """Return the fence whose opening line starts at ``start``; ``None`` = none opens there."""
    opens = _OPENS.match(data, start)
    if not opens:
        return None
    lead, ticks, info = opens.groups()
    body_start = opens.end()
    length = len(ticks)
    # Nearly always the next such characters are the closing line, and nothing but them.
    hit = data.find(ticks, body_start)
    if hit > 0 and data[hit - 1] == 0x0A and data[hit + length : hit + length + 1] == b"\n":
        body_end, end = hit, hit + length + 1
    else:
        body_end, end = _closing(data, body_start, ticks=ticks, lead=lead)
    if end:
        return Fence(start, end, body_start, body_end, ticks, len(lead), info.strip(), True)
    size = len(data)
    return Fence(start, size, body_start, size, ticks, len(lead), info.strip(), False)


def short(data: bytes, start: int) -> Fence | None:
    """Return the fence at the backtick at ``start`` if it has three, and is plain at both ends.

    Nearly all are like that, and this takes half the time of ``at``.
    """
    feed = data.find(b"\n", start)
    if data[start : start + 3] != b"```" or data.find(b"`", start + 3, feed) >= 0 or feed < 0:
        return None
    hit = data.find(b"```", feed + 1)
    if hit < 0 or data[hit - 1] != 0x0A or data[hit + 3 : hit + 4] != b"\n":
        return None
    info = data[start + 3 : feed].strip()
    return Fence(start, hit + 4, feed + 1, hit, b"```", 0, info, True)


def _closing(data: bytes, start: int, *, ticks: bytes, lead: bytes) -> tuple[int, int]:
    """Return where the closing line begins and ends, looked for from ``start``; zeros = nowhere."""
    place = start
    # Behind a list marker, what belongs to the item is indented as far as its text.
    most = 3 + (len(lead) if lead.strip() else 0)
    while (hit := data.find(ticks, place)) >= 0:
        line = data.rfind(b"\n", place, hit) + 1 or place
        closes = _CLOSES.match(data, line)
        if closes and len(closes[1]) <= most and closes[2].startswith(ticks):
            return line, closes.end()
        place = data.find(b"\n", hit) + 1
        if not place:
            break
    return 0, 0


def text(data: bytes, fence: Fence) -> str:
    """Return what is in ``fence``: without its indent, lines ended by LF, the last one by none."""
    body = data[fence.body_start : fence.body_end]
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    if fence.indent:
        body = re.sub(rb"(?m)^ {1,%d}" % fence.indent, b"", body)
    return marks.text(body.removesuffix(b"\n"))


def wrap(content: str, info: str = "") -> str:
    r"""Return a block with ``content`` that nothing in it can close, without a last line feed.

    The fence is longer than any run of backticks in ``content``.  A block without
    ``info`` that holds a footer is lengthened too: ``scan`` takes three bare
    backticks in front of a footer for the leftover of a broken block.

    >>> wrap("a\n```", "Text")
    '````Text\na\n```\n````'
    """
    longest = max((len(run) for run in _RUN.findall(content)), default=2)
    if not info and any(line.decode() in content for line in marks.FOOTERS):
        longest = max(longest, 3)
    ticks = "`" * (longest + 1)
    return f"{ticks}{info}\n{content}\n{ticks}"
