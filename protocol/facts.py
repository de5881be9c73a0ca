"""Facts: what happened, in the past tense.  A fact is never answered.

``session`` is the hub's name of the session.  A fact of the bridge comes on
the same stream as its answers, so the order between both is kept.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .asks import AskDropped, Asked
from .message import Message
from .orders import Profile
from .pages import (
    Happened,
    JobFinished,
    JobStarted,
    RealmJoined,
    RealmLeft,
    RealmsBeat,
    TestsProgressed,
)
from .scripts import RequestFound, RequestWithdrawn, ShutdownAsked
from .terminals import TerminalEnded, TerminalStarted
from .trees import TreeChanged, TreeLost


class RoleJoined(Message, frozen=True, kw_only=True):
    """A role has its place on the bus."""

    role: str
    pid: int


class AdapterStarted(Message, frozen=True, kw_only=True):
    """An adapter process runs; ``session`` is empty for a spare."""

    adapter: str
    pid: int
    #: Start time in clock ticks since boot (proc(5), stat field 22); 0 = not known.
    started: int
    session: str = ""


class AdapterEnded(Message, frozen=True, kw_only=True):
    """An adapter process is gone and was waited for."""

    pid: int


class DebuggeeStarted(Message, frozen=True, kw_only=True):
    """The debuggee's process is known."""

    session: str
    pid: int
    started: int
    name: str = ""


class Stopped(Message, frozen=True, kw_only=True):
    """The debuggee stopped (DAP ``stopped``)."""

    session: str
    reason: str
    description: str = ""
    text: str = ""
    thread_id: int | None = None
    all_threads: bool = True
    #: False = another thread reached these breakpoints at the same moment; all else is told
    #: by its fellow.
    focus: bool = True
    #: The hub's numbers of the breakpoints that were hit.
    breakpoints: list[int] = []
    #: Bytes of output that the debuggee had written when it stopped.
    output_bytes: int = 0


class Continued(Message, frozen=True, kw_only=True):
    """The debuggee runs again without an order of ours."""

    session: str
    thread_id: int | None = None


class Exited(Message, frozen=True, kw_only=True):
    """The debuggee ended."""

    session: str
    #: Exit code; ``None`` = killed by a signal, or not known.
    code: int | None = None
    #: Name of the signal that killed it: ``SIGSEGV``; empty = none.
    signal: str = ""
    #: Whether the system itself told it; else the adapter did, and may err.
    certain: bool = False
    output_bytes: int = 0


class SessionEnded(Message, frozen=True, kw_only=True):
    """The debug session is over (DAP ``terminated``, or closed by us)."""

    session: str
    #: The debuggee was left running.
    detached: bool = False


class SessionBroken(Message, frozen=True, kw_only=True):
    """The adapter died, or sent what can't be understood."""

    session: str
    code: str
    facts: dict[str, Any]


class BreakpointMoved(Message, frozen=True, kw_only=True):
    """The adapter bound, moved or lost a breakpoint (DAP ``breakpoint``)."""

    session: str
    #: The hub's number.
    id: int
    verified: bool
    path: str = ""
    line: int = 0
    message: str = ""


class CapabilitiesGrew(Message, frozen=True, kw_only=True):
    """The adapter announced more capabilities (DAP ``capabilities``)."""

    session: str
    capabilities: dict[str, Any]


class AdapterSpoke(Message, frozen=True, kw_only=True):
    """Chatter of the adapter (DAP ``output`` that is not the debuggee's)."""

    session: str
    category: str
    text: str


class ChildOpened(Message, frozen=True, kw_only=True):
    """The adapter asked for a child session (DAP ``startDebugging``)."""

    parent: str
    session: str
    adapter: str
    name: str
    capabilities: dict[str, Any]
    profile: Profile
    pid: int = 0


class Wrote(Message, frozen=True, kw_only=True):
    """Output of a debuggee; sent in batches on the bulk stream."""

    session: str
    #: ``stdout``, ``stderr``, or ``log``: the text of log points.
    stream: str
    data: bytes


Fact = (
    RoleJoined
    | AdapterStarted
    | AdapterEnded
    | DebuggeeStarted
    | Stopped
    | Continued
    | Exited
    | SessionEnded
    | SessionBroken
    | BreakpointMoved
    | CapabilitiesGrew
    | AdapterSpoke
    | ChildOpened
    | RealmJoined
    | RealmLeft
    | RealmsBeat
    | JobStarted
    | JobFinished
    | TestsProgressed
    | RequestFound
    | RequestWithdrawn
    | ShutdownAsked
    | Asked
    | AskDropped
    | TerminalStarted
    | TerminalEnded
    | TreeChanged
    | TreeLost
    | Wrote
    | Happened
)

#: What the bulk stream carries.
Piece = Wrote | Happened

_batches: msgspec.msgpack.Decoder[list[Piece]] = msgspec.msgpack.Decoder(list[Piece])


def batch(data: bytes) -> list[Piece]:
    """Return the pieces of one batch from the bulk stream, oldest first."""
    return _batches.decode(data)
