"""The lines of a transcript that may mean something, in order: fences, headings, footers.

One pass; lines inside fences and HTML comments are never looked at.  What a line
means is decided by ``marks``, and only for the few that matter.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from . import fences, marks
from .fences import Fence

#: How lines begin that are looked at, beside headings and fences of backticks.
_BEGINS = rb"(?:[>~<]|executing | {1,3}[`~<]| {0,3}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})+[`~])"
_HERE = re.compile(_BEGINS)
#: The first of these bytes is found much faster than all that may follow.
_NEXT = re.compile(rb"\n[#>`~<e \-*+0-9]")

#: Broken blocks that are forgiven in one text.  Each costs a search to the end.
_FORGIVEN = 64


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line outside of fences; a footer begins with the rule above it."""

    kind: Literal["heading", "footer", "placeholder", "comment"]
    start: int
    #: Past its line feed.
    end: int


Element = Line | Fence


def elements(data: bytes, start: int = 0) -> list[Element]:
    """Return the elements of ``data`` from ``start``, which is no place inside a fence."""
    found: list[Element] = []
    place, size, forgiven = start, len(data), 0
    last_comment = data.rfind(b"-->")
    find, append, short = data.find, found.append, fences.short  # a history is long
    while place < size:
        first = data[place]
        # Most lines that matter are these two, and a history has a great many of them.
        if first == 0x23:  # '#'
            end = find(b"\n", place) + 1 or size
            append(Line("heading", place, end))
            place = end
            continue
        if first == 0x60:  # '`'
            fence = short(data, place)
            if fence is not None and fence.info:
                append(fence)  # it is whole, see ``_broken``
                place = fence.end
                continue
            element: Element | None = fence or fences.at(data, place)
        elif first == 0x0A:
            place += 1
            continue
        elif _HERE.match(data, place):
            element = _element(data, place, start=start, last_comment=last_comment)
        else:
            following = _NEXT.search(data, place)
            place = following.end() - 1 if following else size
            continue
        if isinstance(element, Fence) and forgiven < _FORGIVEN and _broken(data, element):
            forgiven += 1
            element = None
        if element is not None:
            found.append(element)
        place = element.end if element is not None else _after(data, place)
    return found


def _element(data: bytes, place: int, *, start: int, last_comment: int) -> Element | None:
    """Return the element that begins at ``place``, the first byte of a line."""
    first = data[place]
    if first == 0x3E:  # '>'
        return _quote(data, place, start)
    if first == 0x65:  # 'e'
        end = _after(data, place)
        if marks.PLACEHOLDER.fullmatch(data, place, end):
            return Line("placeholder", place, end)
        return None
    if place < last_comment and (comment := _comment(data, place)):
        return comment
    return fences.at(data, place)


def _quote(data: bytes, place: int, start: int) -> Line | None:
    """Return a footer, or a block quote that may be a heading of the old form."""
    if data.startswith(b"**", place + 1) or data.startswith(b" **", place + 1):
        return Line("heading", place, _after(data, place))
    if not data.startswith(marks.FOOTERS, place):
        return None
    above = data.rfind(b"\n", start, max(place - 1, start)) + 1 or start
    ruled = marks.RULED.fullmatch(data, above, place)
    return Line("footer", above if ruled else place, _after(data, place))


def _comment(data: bytes, place: int) -> Line | None:
    """Return an HTML comment that begins a line and is closed somewhere."""
    if not data[place : place + 7].lstrip(b" ").startswith(b"<!--"):
        return None
    closed = data.find(b"-->", place)
    return Line("comment", place, _after(data, closed))


def _broken(data: bytes, fence: Fence) -> bool:
    """Return whether ``fence`` only seems to hold a footer, and is the leftover of a block.

    A value written by the predecessor could close its own block; the line that was
    to close it then opens one, which would swallow the footer and all requests.
    What we write around a footer is closed, labelled, and of backticks.
    """
    if fence.closed and (fence.info or len(fence.ticks) > 3) and fence.ticks[0] != 0x7E:
        return False
    for footer in marks.FOOTERS:
        place = data.find(b"\n" + footer, fence.body_start - 1, fence.body_end)
        if place >= 0:
            above = data.rfind(b"\n", fence.body_start - 1, place) + 1
            return bool(above and marks.RULED.fullmatch(data, above, place))
    return False


def _after(data: bytes, place: int) -> int:
    """Return where the next line begins."""
    return data.find(b"\n", place) + 1 or len(data)
