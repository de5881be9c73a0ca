"""The part of a transcript where requests stand, read from its first to its last line.

A request is a closed fence labelled ``js``, ``javascript`` or nothing, that is no
part of a section of ours and has no reply under it.  The name of the agent is
that of the nearest header above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from . import fences, labels, marks, sections, wording
from .fences import Fence
from .marks import Mark
from .reading import Diagnosis, Draft, Header, Item, Request, Resume
from .scan import Element, Line

#: The opening line of a JavaScript fence in a list or a quote, or indented as code is.
_NESTED = re.compile(
    rb"^(?:[ \t]{4}[ \t]*|\t[ \t]*| {0,3}>[ \t>]*)(```|~~~)[ \t]*(?:js|javascript)\b[^\n`]*$",
    re.MULTILINE | re.IGNORECASE,
)

#: Who asks where no header tells.
NOBODY = "agent"


class Chunk:
    """One reading of the part of a text where requests may stand."""

    def __init__(
        self, data: bytes, elements: Sequence[Element], *, realm: str, start: int, origin: Resume
    ) -> None:
        """Read ``elements``, all from ``start`` on, of ``data``, which begins at ``origin``."""
        self._data = data
        self._elements = elements
        self._realm = realm
        self._offset = origin.offset
        #: Where the element before ended.
        self._end = start
        #: A place, and the number of its line.
        self._counted, self._lines = 0, origin.line
        self._header: Header | None = None
        #: Whether the last thing was a message of ours.
        self._told = False
        #: Whether the last item still has no reply.
        self._open = False
        self._items: list[Item] = []

    def items(self) -> list[Item]:
        """Return what asks for something, in the order of the text."""
        index = 0
        while index < len(self._elements):
            element = self._elements[index]
            self._gap(element.start)
            self._end = element.end
            said = sections.mark(self._data, element, self._realm)
            if isinstance(element, Fence):
                self._fence(element)
            elif said and said.kind in marks.SECTIONS:
                self._end, after = sections.extent(self._data, self._elements, index, self._realm)
                self._own(said)
                index = after - 1
            elif said and said.kind == "request":
                self._told = False
                start, end = self._span(element.start, element.end)
                self._header = Header(said.speaker, said.hearer, said.time, start, end)
            index += 1
        self._gap(len(self._data))
        return self._items

    def _own(self, said: Mark) -> None:
        """Take notice of a section of ours: a reply answers the last request."""
        self._told = said.kind == "system"
        if not self._items or not self._open:
            return
        last = self._items[-1]
        if said.kind in {"reply", "running"}:
            self._items.pop()
            self._open = False
        elif self._told and not isinstance(last, Draft):
            self._items[-1] = msgspec.structs.replace(last, told=True)

    def _fence(self, fence: Fence) -> None:
        """Take notice of a fence of the agent's."""
        told, self._told = self._told, False
        self._open = False
        line = self._line(fence.start)
        start, end = self._span(fence.start, fence.end)
        if not fence.closed:
            self._items.append(Draft(start=start, end=end, line=line, told=told))
            return
        label = labels.label(fence.info)
        if label.problem:
            self._add(Diagnosis(message=label.problem, start=start, end=end, line=line))
            return
        if not label.asks:
            return
        code = fences.text(self._data, fence)
        if not code.strip() or marks.PASTED.match(code):
            return
        header = self._header or Header(NOBODY, self._realm, "", start, start)
        self._add(
            Request(
                agent=header.agent,
                realm=header.realm,
                time=header.time,
                code=code,
                label=label,
                start=start,
                end=end,
                line=line,
                header=self._header,
            )
        )

    def _gap(self, end: int) -> None:
        """Look for fences that are nested too deep in the text before ``end``."""
        gap = self._data[self._end : end]
        if gap.strip():
            self._told = False
        if b"```" not in gap and b"~~~" not in gap:
            return
        for found in _NESTED.finditer(gap):
            line = self._line(self._end + found.start())
            closing = gap.find(found[1], found.end())
            last = gap.find(b"\n", closing) + 1 if closing >= 0 else 0
            start, end = self._span(self._end + found.start(), self._end + (last or len(gap)))
            said = wording.nested(line)
            self._add(Diagnosis(message=said, start=start, end=end, line=line))

    def _add(self, item: Item) -> None:
        """Add ``item``, which a reply may follow."""
        self._items.append(item)
        self._open = True

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Return two places of the data as places of the file."""
        return self._offset + start, self._offset + end

    def _line(self, place: int) -> int:
        """Return the number of the line at ``place``, which is never before the last one asked."""
        self._lines += self._data.count(b"\n", self._counted, place)
        self._counted = place
        return self._lines


def begin(data: bytes, elements: Sequence[Element], realm: str) -> tuple[int, int, int]:
    """Return where requests may stand in a text without a footer.

    That is after the last of our sections and after the last heading of level 1 or 2:
    what an agent keeps above is history, and is not run again.  Returns the place, the
    index of the first element there, and where that heading begins (-1 = there is none).
    """
    for index in range(len(elements) - 1, -1, -1):
        element = elements[index]
        said = sections.mark(data, element, realm) if isinstance(element, Line) else None
        if said and said.kind in marks.SECTIONS:
            end, after = sections.extent(data, elements, index, realm)
            return end, after, element.start
        if said and said.kind == "turn":
            return element.end, index + 1, element.start
    return 0, 0, -1
