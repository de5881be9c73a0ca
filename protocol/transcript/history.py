"""What happened in a transcript: every request in it with what was answered.

For looking back, and for tests that what was written can be read.
"""

from __future__ import annotations

import msgspec

from . import fences, marks, scan, sections
from .fences import Fence
from .marks import Mark


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A reply, and the request above it."""

    agent: str
    realm: str
    #: HH:MM:SS of the reply.
    time: str
    ok: bool
    #: As its heading says: ``8ms``.
    took: str
    #: Of the fence above; empty if there is none.
    code: str
    #: What the first block under the heading holds.
    value: str
    #: Its label.
    info: str


def turns(data: bytes, *, realm: str) -> list[Turn]:
    """Return the replies in ``data``, a whole transcript, oldest first; running jobs are none."""
    elements = scan.elements(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0)
    found, code = [], ""
    for index, element in enumerate(elements):
        if isinstance(element, Fence):
            code = fences.text(data, element)
            continue
        said = sections.mark(data, element, realm)
        if said is None or said.kind != "reply":
            continue
        after = elements[index + 1] if index + 1 < len(elements) else None
        block = after if isinstance(after, Fence) and after.start == element.end else None
        found.append(_turn(data, said, code, block))
        code = ""
    return found


def _turn(data: bytes, said: Mark, code: str, block: Fence | None) -> Turn:
    """Return the reply with this heading under ``code``."""
    return Turn(
        agent=said.hearer,
        realm=said.speaker,
        time=said.time,
        ok=said.ok,
        took=said.took,
        code=code,
        value=fences.text(data, block) if block else "",
        info=marks.text(block.info) if block else "",
    )
