"""Orders and facts of transcripts: between the hub and the watcher.

A *root* is named by its absolute path, a transcript by the name of its file in
``daebug/`` without ``.md``.  The watcher owns the files: it sees requests,
tells them, and writes what the hub orders; the hub decides what runs when.
Times are seconds since the epoch (UTC).
"""

from __future__ import annotations

import msgspec

from .message import Message


class OutRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was told and is not answered, as ``RequestFound`` told it."""

    transcript: str
    request: str
    agent: str
    code: str


class WatchRoot(Message, frozen=True, kw_only=True):
    """Watch ``daebug.md`` and ``daebug/*.md`` of a root; answered with ``Done``.

    An index left by a daemon that was killed is made live again; a
    ``%%SHUTDOWN%%`` that stands there from before is taken out, not obeyed.
    What the files say is running, and is not in ``out``, is told as interrupted.
    """

    root: str
    url: str
    started_at: float
    #: What a watcher before told, one a transcript at most: not told again, but answered.
    out: list[OutRequest] = []
    #: What a hub that was killed had given to pages: it may have run, so it is not to run again.
    left: list[OutRequest] = []


class LeaveRoot(Message, frozen=True, kw_only=True):
    """Write the shut-down text and watch no more; answered with ``Done``."""

    root: str
    at: float


class IndexEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One realm as the index lists it."""

    realm: str
    transcript: str
    url: str
    #: ``live``, ``executing``, ``degraded`` or ``gone``.
    state: str
    seen_at: float


class WriteIndex(Message, frozen=True, kw_only=True):
    """Bring ``daebug.md`` up to date; answered with ``Done``."""

    root: str
    entries: list[IndexEntry]


class MakeTranscript(Message, frozen=True, kw_only=True):
    """Make the transcript of a realm if there is none; answered with ``TranscriptMade``."""

    root: str
    transcript: str
    #: The realm's own name, for the title.
    realm: str


class TranscriptMade(Message, frozen=True, kw_only=True):
    """Where a transcript is."""

    path: str
    #: It was there before.
    existed: bool


class RequestFound(Message, frozen=True, kw_only=True):
    """Fact: a request stands in a transcript and waits for its reply.  Told once."""

    root: str
    transcript: str
    #: Names the request until it is answered; never used again.
    request: str
    agent: str
    #: The realm it is addressed to; empty = the one of the transcript.
    realm: str = ""
    code: str
    #: Words after the language in the fence info: ``timeout=300``, ``console=warn``.
    options: dict[str, str] = {}


class RequestWithdrawn(Message, frozen=True, kw_only=True):
    """Fact: a request, or the reply that was being written, was edited away."""

    root: str
    transcript: str
    request: str


class ShutdownAsked(Message, frozen=True, kw_only=True):
    """Fact: ``%%SHUTDOWN%%`` was written into the index."""

    root: str


class Proceed(Message, frozen=True, kw_only=True):
    """Write that a request runs now: its header, the reply's header, ``executing (0s)``.

    The watcher keeps the seconds going.  Answered with ``Done``, or with
    ``Failed`` (``request-withdrawn``) when it is not there any more.
    """

    root: str
    transcript: str
    request: str
    realm: str
    at: float


class ShownEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as a transcript shows it."""

    #: ``console`` or ``error``.
    type: str
    level: str = "log"
    source: str = ""
    at: float = 0.0
    text: str = ""
    stack: str = ""
    caller: str = ""
    #: The same event so many times in a row.
    times: int = 1


class Reply(Message, frozen=True, kw_only=True):
    """Write the reply of a request under it; answered with ``Done`` once it stands in the file."""

    root: str
    transcript: str
    request: str
    realm: str
    ok: bool
    #: What the block under the heading holds, and its fence info (``JSON``, ``Text``, ``Error``).
    text: str
    info: str
    duration_ms: float
    at: float
    events: list[ShownEvent] = []
    #: Events that are not in the list (they are in ``whole``).
    events_left_out: int = 0
    #: The result came after the time-out was told.
    late: bool = False
    #: Lines for the reader under the block: dialogs, where the whole value is.
    notes: list[str] = []
    #: JSON of the whole result for ``daebug/<transcript>/<job>.json``; empty = no such file.
    whole: bytes = b""
    job: str = ""


class WriteEvents(Message, frozen=True, kw_only=True):
    """Write background events: into the live region of the running request, or as a section.

    A section that comes while a request runs stands in the live region too, and
    on its own after the reply.  Answered with ``Done``; nothing is written where
    there is no transcript.
    """

    root: str
    transcript: str
    realm: str
    events: list[ShownEvent]
    left_out: int = 0
    at: float
    #: The running request that these are the events of, all so far; empty = of none.
    request: str = ""


class WriteNotice(Message, frozen=True, kw_only=True):
    """Write a diagnostic of the system; answered with ``Done``."""

    root: str
    transcript: str
    text: str
    at: float


class WriteTests(Message, frozen=True, kw_only=True):
    """Write a section of a test run; answered with ``Done``."""

    root: str
    transcript: str
    #: The section's Markdown, made with ``transcript.progress``.
    markdown: str


class AddRequest(Message, frozen=True, kw_only=True):
    """Append a request as an agent would write it; answered with ``Done``."""

    root: str
    transcript: str
    realm: str
    agent: str
    code: str
    at: float
    #: Longest run, seconds; 0 = the setting.
    timeout_s: float = 0.0
