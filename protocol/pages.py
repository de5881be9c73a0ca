"""Orders and facts of pages: between the hub and the gateway.

A *root* is named by its absolute path, a *realm* by its name in that root, and
``load`` is one load of a page: after a reload the realm has another.  A job
belongs to one load.  Text in these messages came from a page; the gateway has
taken control characters out, except in ``Happened.events``, which goes through
unread and is read by ``batches``.
"""

from __future__ import annotations

import msgspec

from .message import Message


class OpenRoot(Message, frozen=True, kw_only=True):
    """Serve a folder; answered with ``RootOpened``, at once if it is served already."""

    root: str
    #: Ports to try, in order; 0 = any free one.
    ports: list[int]
    #: Proves that a page is ours; the gateway puts it into the pages of this root only.
    token: str
    #: The address to listen on; any other than loopback needs ``key``.
    host: str = "127.0.0.1"
    #: What the root is called in answers; empty = the folder's own name.
    name: str = ""
    #: What a caller from elsewhere must show (``Authorization: Bearer``); empty = none.
    key: str = ""
    #: Signs jobs and results of programs; what can't be signed counts from this machine only.
    #: Empty = nothing is signed.
    secret: str = ""
    #: Other origins whose pages may use the channel with the token: ``http://localhost:5173``.
    origins: list[str] = []


class RootOpened(Message, frozen=True, kw_only=True):
    """The root is served."""

    port: int
    url: str


class CloseRoot(Message, frozen=True, kw_only=True):
    """Stop serving a root; its realms leave first.  Answered with ``Done``."""

    root: str


class RunJob(Message, frozen=True, kw_only=True):
    """Hand a job to a realm; answered with ``Done`` when it was handed over, and only once."""

    root: str
    realm: str
    #: The load it is meant for; empty = the one that lives now.
    load: str
    job: str
    code: str
    timeout_s: float
    agent: str = ""
    #: Least level of the events that belong to the reply; empty = all.
    console: str = ""


class CancelJob(Message, frozen=True, kw_only=True):
    """Ask the page to give a job up; answered with ``Done``, though it may go on."""

    root: str
    realm: str
    job: str


class ReloadRealm(Message, frozen=True, kw_only=True):
    """Load the page anew; answered with ``Done`` when it was told to."""

    root: str
    realm: str


class FindTests(Message, frozen=True, kw_only=True):
    """Find the test files of a root; answered with ``TestsFound``."""

    root: str
    #: Patterns from ``folder``; empty = what Node runs without being told.
    files: list[str] = []
    #: Patterns of what is left out; ``None`` = build folders.
    exclude: list[str] | None = None
    #: The folder to start from, as ``/path`` from the root.
    folder: str = "/"


class TestsFound(Message, frozen=True, kw_only=True):
    """Test files as ``/path`` from the root, sorted."""

    files: list[str]


class RealmJoined(Message, frozen=True, kw_only=True):
    """A page or worker is there, or its page was loaded anew."""

    root: str
    realm: str
    #: ``page`` or ``worker``.
    kind: str
    url: str
    title: str = ""
    load: str
    #: The realm of the page that an iframe or worker belongs to; empty = none.
    parent: str = ""
    user_agent: str = ""
    #: ``socket``, ``poll`` or ``old`` (a client of the predecessor).
    transport: str


class RealmLeft(Message, frozen=True, kw_only=True):
    """A load is over; its job, if any, gets no result that counts."""

    root: str
    realm: str
    load: str
    #: ``unload``, ``navigate``, ``reloaded``, ``worker-hung``, ``closed``, ``silent``,
    #: ``root-closed`` or ``refused``.
    reason: str


class Beat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one realm does."""

    realm: str
    load: str
    #: Milliseconds from our ping to its pong; negative = not measured.
    rtt_ms: float = -1.0
    #: How late the realm's event loop is.
    lag_ms: float = 0.0
    #: How often its worker was started again.
    restarts: int = 0
    visible: bool = True


class RealmsBeat(Message, frozen=True, kw_only=True):
    """Health of realms of one root; each realm at most every 10 s."""

    root: str
    beats: list[Beat]


class JobStarted(Message, frozen=True, kw_only=True):
    """The realm began to run a job."""

    root: str
    realm: str
    load: str
    job: str


class JobFinished(Message, frozen=True, kw_only=True):
    """A realm sent a result."""

    root: str
    realm: str
    load: str
    job: str
    ok: bool
    #: JSON of a ``Value``; empty = none.
    value: bytes = b""
    #: JSON of a ``Failure``; empty = none.
    error: bytes = b""
    duration_ms: float = 0.0
    #: What was answered for the page: one line a dialog.
    dialogs: list[str] = []
    #: This load was not given that job, or has answered it already; the result changes nothing.
    late: bool = False
    #: Events of this job that went on the bulk stream before this.
    events: int = 0


class Totals(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Counts of a test run so far."""

    passed: int = msgspec.field(default=0, name="pass")
    failed: int = msgspec.field(default=0, name="fail")
    skipped: int = msgspec.field(default=0, name="skip")
    total: int = 0


class TestResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finished test."""

    name: str
    #: ``pass``, ``fail`` or ``skip``.
    status: str
    suite: str = ""
    file: str = ""
    duration_ms: float = 0.0
    #: Milliseconds since the epoch; 0 = not known.
    at: float = 0.0
    error: str = ""


class TestsProgressed(Message, frozen=True, kw_only=True):
    """A test run in a realm went on, or is complete."""

    root: str
    realm: str
    load: str
    #: The id of the run, which the realm chose.
    run: str
    totals: Totals
    duration_ms: float
    #: Results since the last message; of a complete run of an old client, all.
    recent: list[TestResult] = []
    complete: bool = False


class Happened(Message, frozen=True, kw_only=True):
    """Background events of a realm; sent in batches on the bulk stream."""

    root: str
    realm: str
    load: str
    #: The job they belong to; empty = none.
    job: str = ""
    count: int
    #: Events that the realm left out since the batch before.
    dropped: int = 0
    #: A list in msgpack or in JSON, as it came; read with ``batches.events``.
    events: bytes


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One background event."""

    #: ``console`` or ``error``.
    type: str = "console"
    level: str = "log"
    source: str = ""
    #: Milliseconds since the epoch; 0 = not known.
    at: float = 0.0
    text: str = ""
    stack: str = ""
    #: The line that called the console.
    caller: str = ""
    #: The arguments as JSON, where they are plain.
    json: str = ""


class Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a job threw."""

    name: str = "Error"
    message: str = ""
    stack: str = ""
    #: What it was caused by; ``None`` = nothing.
    cause: Failure | None = None
    #: Those that it gathers (``AggregateError``).
    errors: list[Failure] = []


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value of a page, as ``docs/channel.md`` lists the kinds."""

    kind: str
    text: str = ""
    #: Name of its constructor.
    type: str = ""
    parts: list[tuple[str, Value]] = []
    #: Parts that are not there.
    left_out: int = 0
    #: The JSON text, of a plain and small value.
    json: str = ""
