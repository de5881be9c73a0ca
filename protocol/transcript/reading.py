"""What was read in a transcript: requests, drafts, running jobs, and where to read on.

All offsets are in bytes from the beginning of the file, all lines count from 1.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .labels import Label


class Header(msgspec.Struct, frozen=True):
    """The line in which an agent gives its name."""

    agent: str
    #: Whom it speaks to, as it stands there.
    realm: str
    time: str
    start: int
    end: int


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A fence that asks for something: where it is, and whether it was spoken to."""

    #: Its last line feed included.
    start: int
    end: int
    #: Where it opens.
    line: int
    #: Whether a message of ours stands under it, or above a draft.
    told: bool = False


class Request(Asking, frozen=True, kw_only=True):
    """Code that an agent wants to have run, and that has no reply yet."""

    agent: str
    realm: str
    #: HH:MM:SS of the header; empty without one.
    time: str
    code: str
    label: Label
    header: Header | None


class Draft(Asking, frozen=True, kw_only=True):
    """A fence that is not closed: leave it alone, or tell after a while."""


class Diagnosis(Asking, frozen=True, kw_only=True):
    """A fence that was meant to be run and can't be, with what to say under it."""

    message: str


Item = Request | Draft | Diagnosis


class Executing(msgspec.Struct, frozen=True, kw_only=True):
    """A job that the file says is running: from its heading to its placeholder."""

    realm: str
    agent: str
    #: HH:MM:SS when it began.
    time: str
    #: Seconds that the placeholder tells; 0 where it tells none.
    seconds: int
    #: The code of the fence above; empty if there is none.
    code: str
    start: int
    end: int
    #: Of the request above it, or its own.
    request_start: int
    #: What an agent wrote in between, to be kept.
    kept: bytes = b""


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """Our section right above the footer, which may be written anew."""

    kind: Literal["background", "tests"]
    start: int
    end: int
    #: As its heading says; empty for tests.
    realm: str = ""
    time: str = ""


class Footer(msgspec.Struct, frozen=True):
    """The last footer, with the rule above it, its line feed included."""

    start: int
    end: int


class Resume(msgspec.Struct, frozen=True, kw_only=True):
    """Where the next reading may begin: before it is nothing that can be a request."""

    offset: int = 0
    line: int = 1
    #: The bytes that the file has at ``offset`` as long as nothing before it changed its size.
    anchor: bytes = b""
    #: The last bytes before ``offset``, at most 4.
    before: bytes = b""
    #: Where a title is to be put; ``None`` = the file has one.
    untitled_at: int | None = None

    def fits(self, data: bytes) -> bool:
        """Return whether ``data``, the bytes from ``offset``, can be read on from here.

        After a write of our own behind ``offset`` they always can.
        """
        return data.startswith(self.anchor) if self.anchor else not self.offset


#: The whole file is to be read.
START = Resume()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one look at a transcript, or at the end of it, found."""

    realm: str
    #: The bytes that were read, and where in the file they begin.
    data: bytes
    begin: int
    #: Fences that ask for something, in the order of the file; the first is next.
    items: tuple[Item, ...]
    #: Jobs that run, or ran when Daebug ended, oldest first.  A reading that did not
    #: begin at the start of the file finds those near its end only.
    executing: tuple[Executing, ...]
    footer: Footer | None
    region: Region | None
    untitled_at: int | None
    #: How lines end: LF or CRLF.
    eol: bytes
    resume: Resume
    #: The last bytes before ``begin``, at most 4.
    before: bytes

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests without a reply, in the order to run them."""
        return tuple(item for item in self.items if isinstance(item, Request))

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The fence that is not closed, if there is one."""
        return tuple(item for item in self.items if isinstance(item, Draft))

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """The fences that can't be run, those first that come first."""
        return tuple(item for item in self.items if isinstance(item, Diagnosis))

    @property
    def end(self) -> int:
        """Where the file ended."""
        return self.begin + len(self.data)

    def cut(self, start: int, end: int) -> bytes:
        """Return the bytes of the file from ``start`` to ``end``."""
        return self.data[start - self.begin : end - self.begin]
