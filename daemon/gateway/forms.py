"""What programs send us and are answered, as types: they check what comes, and describe it.

``openapi`` makes the document of these very types, so it says what is checked.
Numbers have bounds because what is beyond them can't cross the bus.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ...protocol.scripts import ShownEvent

#: Largest whole number that all clients agree on.  RFC 8259, section 6
MOST = 2**53 - 1

#: Longest that a request may ask to be held, seconds.
HOLD_S = 300

Name = Annotated[str, Meta(pattern="^[a-z0-9-]{1,80}$", description="The name of a realm.")]
Load = Annotated[str, Meta(max_length=64, description="The load, as the registration told it.")]
JobId = Annotated[str, Meta(pattern="^[A-Za-z0-9._:-]{1,80}$", description="The id of a job.")]
Count = Annotated[int, Meta(ge=0, le=MOST)]
Milliseconds = Annotated[float, Meta(ge=0, le=MOST, description="Milliseconds.")]
Wait = Annotated[float, Meta(ge=0, le=HOLD_S, description="Seconds to wait for the end.")]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One object; fields that we don't know are passed over."""


class Register(Form, frozen=True, kw_only=True):
    """Who a program is, as it enters."""

    name: Annotated[str, Meta(description="The wanted name; the answer may give another.")] = ""
    load: Annotated[str, Meta(max_length=64, description="Names this run; empty = we name it.")] = (
        ""
    )
    kind: Literal["page", "worker"] = "worker"
    url: str = ""
    title: str = ""
    parent: Annotated[str, Meta(description="The realm that it belongs to.")] = ""


class Registered(Form, frozen=True, kw_only=True):
    """What all else is asked with."""

    name: Name
    load: Load
    heartbeat_s: Annotated[float, Meta(description="Say something this often, in seconds.")]


class Heartbeat(Form, frozen=True, kw_only=True):
    """How a program does."""

    load: Load
    lag_ms: Milliseconds = 0.0
    restarts: Count = 0
    visible: bool = True


class Acknowledge(Form, frozen=True, kw_only=True):
    """A job runs."""

    name: Name
    load: Load
    job: JobId


class Outcome(Form, frozen=True, kw_only=True):
    """What a job came to."""

    name: Name
    load: Load
    ok: bool
    value: Annotated[Any, Meta(description="Any JSON.")] = None
    error: Annotated[Any, Meta(description="Text, or an object with name, message and stack.")] = (
        None
    )
    duration_ms: Milliseconds = 0.0


class Events(Form, frozen=True, kw_only=True):
    """Background events."""

    name: Name
    load: Load
    job: Annotated[str, Meta(max_length=80, description="The job they belong to.")] = ""
    dropped: Annotated[int, Meta(ge=0, le=MOST, description="Events that were left out.")] = 0
    events: Annotated[
        list[Any],
        Meta(max_length=20_000, description="Objects with type, level, source, at, text, stack."),
    ] = []


class Append(Form, frozen=True, kw_only=True):
    """A request for a transcript."""

    code: Annotated[
        str, Meta(pattern=r"\S", max_length=1_000_000, description="JavaScript to run.")
    ]
    agent: Annotated[
        str, Meta(pattern="^[A-Za-z0-9._@-]{1,80}$", description="Who asks, one word.")
    ] = "http"
    timeout: Annotated[
        float, Meta(ge=0, le=86_400, description="Longest run in seconds; 0 = the setting.")
    ] = 0.0


class Tests(Form, frozen=True, kw_only=True):
    """Which test files to run, and where; patterns are Node's, from the root."""

    files: Annotated[
        list[str], Meta(max_length=100, description="Empty = what Node runs by itself.")
    ] = []
    exclude: Annotated[
        list[str] | None, Meta(description="What is left out; null = dist/** and build/**.")
    ] = None
    page: Annotated[
        str, Meta(max_length=80, description="Run in this realm; empty = an open page, or ours.")
    ] = ""
    parallel: Annotated[
        int, Meta(ge=0, le=64, description="Pages that share the files; 0 = one a processor.")
    ] = 1
    timeout: Annotated[
        float, Meta(ge=0, le=86_400, description="Seconds for one file; 0 = 600.")
    ] = 0.0
    within: Annotated[
        float, Meta(gt=0, le=3_600, description="A run that is not over in so many s is given up.")
    ] = 600.0


class Search(Form, frozen=True, kw_only=True):
    """A search for test files; patterns are Node's."""

    files: list[str] | str | None = None
    exclude: list[str] | str | None = None
    cwd: str | None = None


class Found(Form, frozen=True, kw_only=True):
    """The files of a search."""

    files: Annotated[list[str], Meta(description="Paths from the root, sorted.")]


class NotFound(Form, frozen=True, kw_only=True):
    """Why a search could not be made."""

    error: str


class Who(Form, frozen=True, kw_only=True):
    """Who asks, in the query."""

    name: str = ""
    load: str = ""


class Named(Form, frozen=True, kw_only=True):
    """A wanted name, in the query."""

    name: str = ""


class Old(Form, frozen=True, kw_only=True):
    """Who asks, as the predecessor's client says it."""

    name: Annotated[str, Meta(pattern="[A-Za-z0-9]")]
    url: str = ""


class Poll(Who, frozen=True, kw_only=True):
    """Who asks for a job, and how long the request is held."""

    wait: Annotated[float, Meta(ge=0, le=15, description="Seconds to wait for a job.")] = 15.0


class Waiting(Form, frozen=True, kw_only=True):
    """How long to wait for the end of a job."""

    wait: Wait = 0.0


class Given(Form, frozen=True, kw_only=True):
    """A job to run."""

    job: JobId
    code: str


class Job(Form, frozen=True, kw_only=True):
    """A job and, once it is over, what it came to."""

    job: JobId
    realm: Name
    over: bool
    state: str
    ok: Annotated[bool, Meta(description="It is over and came to a value.")] = False
    info: Annotated[str, Meta(description="How text is to be read: JSON, Text or Error.")] = ""
    text: str = ""
    dispatched_at: Annotated[
        float, Meta(description="When its page was given it, seconds since the epoch; 0 = not.")
    ] = 0.0
    duration_ms: float = 0.0
    events: list[ShownEvent] = []
    events_left_out: int = 0
    dialogs: list[str] = []


class Instance(Form, frozen=True, kw_only=True):
    """A realm: a page, a worker or a program."""

    name: Name
    kind: str
    url: str
    title: str
    load: Load
    parent: str
    transport: str
    jobs: Annotated[list[str], Meta(description="Jobs that it was given and has not answered.")]


class Instances(Form, frozen=True, kw_only=True):
    """The realms that live."""

    instances: list[Instance]


class Health(Form, frozen=True, kw_only=True):
    """The root is served."""

    ok: bool
    name: str
    version: str
    realms: int
    up_s: float


class Taken(Form, frozen=True, kw_only=True):
    """It was taken."""

    ok: bool = True
