"""The signs of a transcript: glyphs, headings in the new and the old form, footers.

Exact texts and patterns, on bytes, one line at a time and without its line feed.
Old files (headings as block quotes) and new ones are read alike; only new ones
are written.  What is not matched here is the agent's own text.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

ASKED = "\U0001f5e3\ufe0f"
OK = "\U0001f44d"
FAILED = "\U0001f6ab"
LOUD = "\U0001f198"
LOGGED = "\u2611\ufe0f"
INFORMED = "\u2139\ufe0f"
OTHER = "\U0001f522"
PASSED, BROKEN, SKIPPED = "\u2713", "\u2717", "\u25cb"

RULE = "-" * 70
INVITATION = "> Append your JavaScript snippet below to execute against this page."
#: What stands at the end of a transcript; the next request goes below it.
FOOTER = f"{RULE}\n{INVITATION}\n\n\n"

#: How a footer line starts, in all versions; the rest of the line is free.
FOOTERS = (
    b"> Append your JavaScript snippet below",
    b"> Write code in a fenced JS block below",
)

#: The line above a footer that goes with it.
RULED = re.compile(rb"\s*--(?:[- ]*--|-?)\s*")

_CLOCK = rb"([0-9]{2}:[0-9]{2}:[0-9]{2})"
_GLYPH = rb"\xf0\x9f\x97\xa3(?:\xef\xb8\x8f)?[ \t]*"
_PAIR = rb"(\S+)[ \t]+to[ \t]+(\S+)[ \t]+at[ \t]+"

_REQUEST = re.compile(rb"###[ \t]*" + _GLYPH + _PAIR + _CLOCK + rb"\s*")
_REPLY = re.compile(
    rb"####[ \t]*(\xf0\x9f\x91\x8d|\xf0\x9f\x9a\xab)[ \t]*" + _PAIR + rb"(\S+)[ \t]*(\(.*)?\s*"
)
_OLD = re.compile(rb">[ \t]*\*\*(\S+)\*\*[ \t]+to[ \t]+(\S+)[ \t]+at[ \t]+(\S+)[ \t]*(\(.*)?\s*")
_CLOCKED = re.compile(_CLOCK)
_BACKGROUND = re.compile(
    rb"(?:###[ \t]*" + _GLYPH + rb"(\S+)|>[ \t]*\*\*(\S+)\*\*)[ \t]+background[ \t]+at[ \t]+(\S+).*"
)
_SYSTEM = re.compile(rb"###[ \t]*" + _GLYPH + rb"System[ \t]+at[ \t]+(\S+).*")
_EVENT = re.compile(
    rb"#####[ \t]*(?:\xe2\x98\x91|\xe2\x84\xb9|\xf0\x9f\x86\x98|\xf0\x9f\x9a\xab|\xf0\x9f\x94\xa2)"
)
_TESTS = re.compile(rb"## Test (?:Results|Progress): ")
_TURN = re.compile(rb"##?[ \t]+\S")

#: The line that says a job runs, with its seconds where it tells them.
PLACEHOLDER = re.compile(rb"executing (?:\(([0-9]+)s\)|\.\.\.)\s*")

#: A heading pasted into a fence: a piece of a transcript, and no code.
PASTED = re.compile(
    r"\s*(?:>|#{3,4})\s*(?:\*\*\S+\*\*|[\U0001f44d\U0001f6ab\U0001f5e3]\S+)\s+to\s+\S+"
)

Kind = Literal["request", "reply", "running", "background", "system", "event", "tests", "turn", ""]

#: Headings that only we write.
OURS = frozenset({"reply", "running", "background", "system", "event", "tests"})

#: Own headings that begin a section; events stand inside of one.
SECTIONS = OURS - {"event"}


class Mark(msgspec.Struct, frozen=True):
    """What a heading says; ``kind`` empty = nothing of ours."""

    kind: Kind
    #: Who speaks, and to whom.
    speaker: str = ""
    hearer: str = ""
    #: HH:MM:SS as it stands there.
    time: str = ""
    #: Whether a reply tells of success.
    ok: bool = True
    #: What a reply says in brackets: ``8ms``, ``63.0s, late``.
    took: str = ""


_NOTHING = Mark(kind="")


def mark(line: bytes, realm: str) -> Mark:
    """Return what ``line`` (a heading or a block quote) says in the transcript of ``realm``."""
    if line.startswith(b">"):
        return _old(line, realm)
    if line.startswith(b"#####"):
        return Mark(kind="event") if _EVENT.match(line) else _NOTHING
    if line.startswith(b"####"):
        return _reply(line)
    if line.startswith(b"###"):
        return _third(line)
    if _TESTS.match(line):
        return Mark(kind="tests")
    return Mark(kind="turn") if _TURN.match(line) else _NOTHING


def _third(line: bytes) -> Mark:
    """Return what a heading of level 3 says: a request, or one of our sections."""
    if found := _REQUEST.fullmatch(line):
        speaker, hearer, time = (text(part) for part in found.groups())
        return Mark(kind="request", speaker=speaker, hearer=hearer, time=time)
    if found := _SYSTEM.fullmatch(line):
        return Mark(kind="system", time=text(found[1]))
    if found := _BACKGROUND.fullmatch(line):
        return Mark(kind="background", speaker=text(found[1]), time=text(found[3]))
    return _NOTHING


def _reply(line: bytes) -> Mark:
    """Return what a heading of level 4 says: a reply, or a job that runs."""
    found = _REPLY.fullmatch(line)
    if not found:
        return _NOTHING
    glyph, speaker, hearer, time, took = (text(part or b"") for part in found.groups())
    said = took.strip().removeprefix("(").removesuffix(")")
    kind: Kind = "reply" if took else "running"
    return Mark(kind=kind, speaker=speaker, hearer=hearer, time=time, ok=glyph == OK, took=said)


def _old(line: bytes, realm: str) -> Mark:
    """Return what a block quote says: the old form of a request, a reply, a running job."""
    if found := _BACKGROUND.fullmatch(line):
        return Mark(kind="background", speaker=text(found[2] or b""), time=text(found[3]))
    found = _OLD.fullmatch(line)
    if not found:
        return _NOTHING
    speaker, hearer, time, took = (text(part or b"") for part in found.groups())
    if took:
        said = took.strip().removeprefix("(").removesuffix(")")
        ok = "ERROR" not in took
        return Mark(kind="reply", speaker=speaker, hearer=hearer, time=time, ok=ok, took=said)
    if speaker == realm:
        return Mark(kind="running", speaker=speaker, hearer=hearer, time=time)
    if not _CLOCKED.fullmatch(found[3]):
        return _NOTHING
    return Mark(kind="request", speaker=speaker, hearer=hearer, time=time)


def text(data: bytes) -> str:
    """Return ``data`` as text; bytes that are no UTF-8 as U+FFFD."""
    return data.decode("utf-8", "replace")
