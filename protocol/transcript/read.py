"""Read a transcript, or its end: which requests wait, what runs, where the footer is.

Reading never runs anything, and takes nothing for a request that we have written.
A file that only grew, or that we wrote ourselves, is read on from ``Reading.resume``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import scan, sections
from .chunk import Chunk, begin
from .reading import (
    START,
    Diagnosis,
    Draft,
    Executing,
    Footer,
    Reading,
    Region,
    Request,
    Resume,
)
from .scan import Element, Line
from .sections import Running

_BOM = b"\xef\xbb\xbf"

#: Lines at the top in which a title is looked for.
_TITLE_LINES = 20
_TITLE = re.compile(rb"^# ", re.MULTILINE)

#: Bytes by which a place is known again.
_ANCHOR = 160

__all__ = ["START", "Diagnosis", "Draft", "Executing", "Reading", "Region", "Request", "read"]


def read(data: bytes, *, realm: str, resume: Resume = START) -> Reading:
    """Return what is in ``data``, the bytes of a transcript of ``realm`` from ``resume.offset``.

    ``resume`` comes from the reading before; ask it whether it ``fits`` if somebody else
    wrote the file since.
    """
    at_start = resume.offset == 0
    first = len(_BOM) if at_start and data.startswith(_BOM) else 0
    elements = scan.elements(data, first)
    footer = _footer(elements)
    if footer >= 0:
        place, after, turn = elements[footer].end, footer + 1, elements[footer].start
    else:
        place, after, turn = begin(data, elements, realm)
        place = max(place, first)
    chunk = Chunk(data, elements[after:], realm=realm, start=place, origin=resume)
    running = [_shifted(one, resume.offset) for one in sections.running(data, elements, realm)]
    region = _region(data, elements, footer, realm) if footer >= 0 else None
    starts = [turn, region.start if region else turn]
    starts += [one.request_start - resume.offset for one in running[-1:]]
    untitled_at = _untitled_at(data, first) if at_start else resume.untitled_at
    return Reading(
        realm=realm,
        data=data,
        begin=resume.offset,
        items=tuple(chunk.items()),
        executing=tuple(running),
        footer=_span(elements[footer], resume.offset) if footer >= 0 else None,
        region=_placed(region, resume.offset),
        untitled_at=untitled_at,
        eol=_eol(data),
        resume=_resume(data, min(starts), resume, untitled_at),
        before=resume.before,
    )


def _footer(elements: Sequence[Element]) -> int:
    """Return the index of the last footer; -1 = there is none."""
    for index in range(len(elements) - 1, -1, -1):
        element = elements[index]
        if isinstance(element, Line) and element.kind == "footer":
            return index
    return -1


def _span(element: Element, offset: int) -> Footer:
    """Return where a footer is in the file."""
    return Footer(element.start + offset, element.end + offset)


def _region(data: bytes, elements: Sequence[Element], footer: int, realm: str) -> Region | None:
    """Return our section that ends at the footer, if one does."""
    index = sections.above(data, elements, footer, realm)
    said = sections.mark(data, elements[index], realm) if index >= 0 else None
    if said is None or said.kind not in {"background", "tests"}:
        return None
    start, stop = elements[index].start, elements[footer].start
    end, _ = sections.extent(data[:stop], elements[:footer], index, realm)
    if data[end:stop].strip():
        return None
    return Region(kind=said.kind, start=start, end=end, realm=said.speaker, time=said.time)


def _placed(region: Region | None, offset: int) -> Region | None:
    """Return ``region`` with its place in the file."""
    if region is None:
        return None
    return Region(
        kind=region.kind,
        start=region.start + offset,
        end=region.end + offset,
        realm=region.realm,
        time=region.time,
    )


def _shifted(running: Running, offset: int) -> Executing:
    """Return a running job with its place in the file."""
    return Executing(
        realm=running.mark.speaker,
        agent=running.mark.hearer,
        time=running.mark.time,
        seconds=running.seconds,
        code=running.code,
        start=running.start + offset,
        end=running.end + offset,
        request_start=running.request_start + offset,
        kept=running.kept,
    )


def _resume(data: bytes, place: int, last: Resume, untitled_at: int | None) -> Resume:
    """Return where to read on, if ``place`` of ``data`` is the first that matters."""
    if place < 0:
        return last
    return Resume(
        offset=last.offset + place,
        line=last.line + data.count(b"\n", 0, place),
        anchor=data[place : place + _ANCHOR],
        before=(last.before + data[max(place - 4, 0) : place])[-4:],
        untitled_at=untitled_at,
    )


def _untitled_at(data: bytes, first: int) -> int | None:
    """Return where a title is to go; ``None`` = one of the first lines is one."""
    end = first
    for _ in range(_TITLE_LINES):
        end = data.find(b"\n", end) + 1
        if not end:
            end = len(data)
            break
    return None if _TITLE.search(data[first:end]) else first


def _eol(data: bytes) -> bytes:
    """Return how the first line ends; LF where none does."""
    place = data.find(b"\n")
    return b"\r\n" if place > 0 and data[place - 1] == 0x0D else b"\n"
