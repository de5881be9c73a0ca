"""What belongs to us in a transcript: our sections with their blocks, and jobs that run.

A section goes from its heading to the first thing that we can't have written.
Offsets here are from the beginning of the data at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from . import fences, labels, marks
from .fences import Fence
from .marks import Mark
from .scan import Element, Line

#: What may stand between our blocks: blank lines, and lines that we write there.
_INERT = re.compile(
    rb"(?:[ \t\r]*\n|(?:\.\.\. \(\d+ |\[all of it, |(?:\xe2\x9c\x93|\xe2\x9c\x97|\xe2\x97\x8b) )"
    rb"[^\n]*(?:\n|\Z))*"
)


class Running(msgspec.Struct, frozen=True):
    """A job that runs: its heading, its extent, and the fence above it."""

    mark: Mark
    start: int
    end: int
    seconds: int
    #: Where the request above begins, or the heading itself.
    request_start: int
    code: str
    kept: bytes


def mark(data: bytes, element: Element, realm: str) -> Mark | None:
    """Return what the heading ``element`` says; ``None`` = it is no heading, or not of ours."""
    if isinstance(element, Fence) or element.kind != "heading":
        return None
    found = marks.mark(data[element.start : element.end].rstrip(b"\r\n"), realm)
    return found if found.kind else None


def extent(data: bytes, elements: Sequence[Element], index: int, realm: str) -> tuple[int, int]:
    """Return where our section at ``index`` ends, and the index of what follows it.

    White space at its end is no part of it.
    """
    first = elements[index].start
    said = mark(data, elements[index], realm)
    kind = said.kind if said else ""
    end, index = elements[index].end, index + 1
    while True:
        limit = elements[index].start if index < len(elements) else len(data)
        inert = _INERT.match(data, end, limit)
        reached = inert.end() if inert else end
        owned = index < len(elements) and _owned(data, elements[index], kind, realm)
        if reached < limit or not owned:
            return first + len(data[first:reached].rstrip()), index
        end, index = elements[index].end, index + 1


def _owned(data: bytes, element: Element, kind: str, realm: str) -> bool:
    """Return whether ``element``, next in a section of ``kind``, belongs to it."""
    if isinstance(element, Fence):
        if not element.closed:
            return False
        if not element.info:
            return kind == "tests"
        label = labels.label(element.info)
        return label.language not in labels.LANGUAGES and not label.problem
    if element.kind == "placeholder":
        return kind == "running"
    said = mark(data, element, realm)
    return said is not None and said.kind == "event"


def above(data: bytes, elements: Sequence[Element], index: int, realm: str) -> int:
    """Return the index of the heading whose section may hold what is before ``index``; -1 = none.

    Events, blocks and lines that mean nothing are passed over.
    """
    for place in range(index - 1, -1, -1):
        element = elements[place]
        said = mark(data, element, realm)
        if isinstance(element, Line) and element.kind in {"footer", "placeholder"}:
            return -1
        if said and said.kind != "event":
            return place
    return -1


def running(data: bytes, elements: Sequence[Element], realm: str) -> list[Running]:
    """Return the jobs that ``data`` says are running, in its order."""
    found = []
    for index, element in enumerate(elements):
        if isinstance(element, Line) and element.kind == "placeholder":
            heading = above(data, elements, index, realm)
            said = mark(data, elements[heading], realm) if heading >= 0 else None
            if said and said.kind == "running":
                found.append(_running(data, elements, heading, index, said))
    return found


def _running(
    data: bytes, elements: Sequence[Element], heading: int, placeholder: int, said: Mark
) -> Running:
    """Return the job whose heading and placeholder stand at these indices."""
    start, last = elements[heading].start, elements[placeholder]
    end, _ = extent(data, elements, heading, said.speaker)
    kept = data[end : last.start] if end <= last.start else b""
    told = marks.PLACEHOLDER.fullmatch(data, last.start, last.end)
    asked = elements[heading - 1] if heading else None
    code, request_start = "", start
    if isinstance(asked, Fence) and asked.closed:
        code, request_start = fences.text(data, asked), asked.start
        header = mark(data, elements[heading - 2], said.speaker) if heading > 1 else None
        if header and header.kind == "request":
            request_start = elements[heading - 2].start
    seconds = int(told[1][:9]) if told and told[1] else 0
    return Running(said, start, last.end, seconds, request_start, code, kept.strip(b"\r\n"))
