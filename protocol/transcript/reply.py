"""The headings and blocks of a request's life: asked, running, answered.

Text with LF, without a last line feed; ``write`` puts it into a file.
"""

from __future__ import annotations

import msgspec

from .. import plain
from . import clock, fences, marks


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What is written under a request that is answered."""

    realm: str
    agent: str
    #: HH:MM:SS of the answer.
    at: str
    ok: bool
    duration_ms: float
    #: The block of the value or the error, from ``values``.
    body: str
    #: Blocks of background events, from ``events.listed``; empty = none.
    events: str = ""
    #: HH:MM:SS of the request, if it was told to have timed out before.
    late_for: str = ""
    #: A line that tells where the whole of it is, from ``wording.whole``.
    whole: str = ""


def asked(agent: str, realm: str, *, at: str) -> str:
    """Return the heading above a request."""
    return f"### {marks.ASKED}{_name(agent)} to {_name(realm)} at {at}"


def running(realm: str, agent: str, *, at: str, seconds: int = 0, events: str = "") -> str:
    """Return what stands under a request while it runs; ``events`` from ``events.listed``."""
    heading = f"#### {marks.OK}{_name(realm)} to {_name(agent)} at {at}"
    return "\n".join(part for part in (heading, events, f"executing ({seconds}s)") if part)


def text(reply: Reply) -> str:
    """Return the whole reply: heading, value, events."""
    glyph = marks.OK if reply.ok else marks.FAILED
    late = f", late, asked at {reply.late_for}" if reply.late_for else ""
    took = f"({clock.duration(reply.duration_ms)}{late})"
    heading = f"#### {glyph}{_name(reply.realm)} to {_name(reply.agent)} at {reply.at} {took}"
    return "\n".join(part for part in (heading, reply.body, reply.events, reply.whole) if part)


def told(message: str, *, at: str) -> str:
    """Return a section in which Daebug itself says ``message``."""
    return f"### {marks.ASKED}System at {at}\n{fences.wrap(plain.lines(message), 'Text')}"


def _name(name: str) -> str:
    """Return a name as it can stand in a heading: one word, none for nobody."""
    return "-".join(plain.one_line(name, 80).split()) or "agent"
