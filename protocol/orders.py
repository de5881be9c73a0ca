"""Orders: what the hub asks one role to do, and the answers.

An order is imperative, goes to one peer and is answered exactly once, with
the answer named beside it or with ``Failed``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from . import pages, scripts, terminals, trees
from .asks import AnswerAsk, RefuseAsk
from .config import Described
from .listing import AdaptersListed, ListAdapters
from .message import Message
from .profile import Profile as Profile  # noqa: PLC0414 - a part of SessionOpened; taken from here
from .walks import StepsTaken, TakeSteps


class Done(Message, frozen=True, kw_only=True):
    """The answer of an order that returns nothing."""


class Failed(Message, frozen=True, kw_only=True):
    """The answer of an order that could not be carried out: an error by code."""

    code: str
    facts: dict[str, Any]


class CheckHealth(Message, frozen=True, kw_only=True):
    """Answer ``Done``: the role is alive and its loop turns.  For every role."""


class StopRole(Message, frozen=True, kw_only=True):
    """End everything the role owns, answer ``Done``, exit.  For every role."""


class Breakpoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A breakpoint as the hub wants it.

    It is one of: ``path`` and ``line``, ``function``, ``data``, ``instruction``.
    """

    #: The hub's number, as the user sees it.
    id: int
    #: Absolute path of the source file.
    path: str = ""
    line: int = 0
    #: Column of the line, from 1; 0 = the first place on it.
    column: int = 0
    function: str = ""
    #: DAP's dataId of what is watched, and when to stop: ``read``, ``write``, ``readWrite``.
    data: str = ""
    access: str = ""
    #: DAP memory reference of an instruction.
    instruction: str = ""
    condition: str = ""
    #: Stop at this hit and every later one; 0 = every hit.
    hit: int = 0
    #: Stop at these hits only: ``== 4``, ``% 5``, ``< 3``; empty = all.
    hits: str = ""
    #: Write this, with ``{expressions}`` evaluated, and run on; empty = stop.
    log: str = ""


class Bound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the adapter put a breakpoint."""

    #: The hub's number.
    id: int
    verified: bool
    #: The adapter's number; -1 = none.
    adapter_id: int = -1
    path: str = ""
    line: int = 0
    column: int = 0
    #: The adapter's words about why it did not bind.
    message: str = ""


class Launch(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Start a program under the debugger."""

    #: Absolute path; of a module its name, of text ``-c``.
    program: str
    args: list[str] = []
    cwd: str
    #: The debuggee's whole environment.
    env: dict[str, str]
    #: Absolute path of a file for standard input; empty = ``WriteInput`` feeds it.
    stdin: str = ""
    #: Stop before the first line of the program's own code.
    hold: bool = True
    #: Run the program in a terminal of ours (DAP ``runInTerminal``).
    tty: bool = False
    #: The interpreter for a script; empty = the caller's.
    python: str = ""
    #: ``program`` names a module, as for ``python -m``.
    module: bool = False
    #: The program's text, as for ``python -c``; empty = it is a file.
    code: str = ""
    #: Stop and step in the program's own code only, not in libraries.
    just_my_code: bool = True
    #: Processes that the program starts are debugged too, where the adapter can.
    children: bool = True


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Attach to a process that runs already: by its id, or where its debugger listens."""

    #: 0 = by ``host`` and ``port``.
    pid: int = 0
    host: str = ""
    port: int = 0
    #: Stop the process; else it runs on.
    stop: bool = True
    #: As in ``Launch``.
    just_my_code: bool = True
    children: bool = True

    @property
    def address(self) -> str:
        """``host:port``; empty = it is a process."""
        return f"{self.host}:{self.port}" if self.port else ""


class CoreFile(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Look at what a crash left behind: a core file of ``program``."""

    #: Absolute paths.
    program: str
    core: str


class Remote(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Attach to what speaks gdb's remote protocol: gdbserver, qemu, a probe.

    https://sourceware.org/gdb/current/onlinedocs/gdb.html/Remote-Protocol.html
    """

    host: str
    port: int
    #: Absolute path of the program with its symbols; empty = none.
    program: str = ""


#: What a session debugs.
Target = Launch | Attach | CoreFile | Remote


class OpenSession(Message, frozen=True, kw_only=True):
    """Bring up a debug session; answered with ``SessionOpened``."""

    session: str
    target: Target
    #: An adapter by name; empty = chosen by what the program is.
    adapter: str = ""
    breakpoints: list[Breakpoint] = []
    #: Exception filters; ``None`` = the adapter module's own choice.
    exceptions: list[str] | None = None
    #: Conditions of exception filters, by filter.
    exception_conditions: dict[str, str] = {}
    #: Paths to look for adapters first, by adapter name (from the settings).
    adapter_paths: dict[str, str] = {}
    #: Adapters that are only described (from the settings), by name.
    described: dict[str, Described] = {}
    #: Seconds until ``StartTimedOut``.
    timeout_s: float


class SessionOpened(Message, frozen=True, kw_only=True):
    """The session is configured and the program runs (or is about to stop)."""

    adapter: str
    #: Version as the adapter tells it; empty = it does not.
    version: str = ""
    #: The capabilities of the adapter, DAP spelling.
    capabilities: dict[str, Any]
    profile: Profile
    bound: list[Bound]
    #: Process id of the debuggee; 0 = not known.
    pid: int = 0
    #: What the caller should know (an older adapter, a missing formatter).
    notes: list[str] = []


#: Seconds more that an adapter has for each breakpoint of a request: some take long for thousands.
EACH_S = 0.005


class SetBreakpoints(Message, frozen=True, kw_only=True):
    """Replace all breakpoints of a session; answered with ``BreakpointsSet``."""

    session: str
    breakpoints: list[Breakpoint]
    timeout_s: float


class BreakpointsSet(Message, frozen=True, kw_only=True):
    """Where each breakpoint is now, in the order of the hub's numbers."""

    bound: list[Bound]


class SendDap(Message, frozen=True, kw_only=True):
    """Send one DAP request; answered with ``DapAnswered``.

    The bridge refuses it with ``not-supported`` when the capability is missing.
    """

    session: str
    command: str
    arguments: dict[str, Any] = {}
    timeout_s: float


class DapAnswered(Message, frozen=True, kw_only=True):
    """The ``body`` of the response as the adapter's JSON; empty = none."""

    body: bytes = b""


class WriteInput(Message, frozen=True, kw_only=True):
    """Write to the debuggee's standard input; answered with ``Done``."""

    session: str
    data: bytes = b""
    #: Close it after the data.
    eof: bool = False


class CloseSession(Message, frozen=True, kw_only=True):
    """End a session: kill the debuggee, or leave it running; answered with ``Done``."""

    session: str
    terminate: bool
    timeout_s: float


Order = (
    CheckHealth
    | StopRole
    | OpenSession
    | ListAdapters
    | SetBreakpoints
    | SendDap
    | TakeSteps
    | WriteInput
    | CloseSession
    | pages.OpenRoot
    | pages.CloseRoot
    | pages.RunJob
    | pages.CancelJob
    | pages.ReloadRealm
    | pages.FindTests
    | scripts.WatchRoot
    | scripts.LeaveRoot
    | scripts.WriteIndex
    | scripts.MakeTranscript
    | scripts.Proceed
    | scripts.Reply
    | scripts.WriteEvents
    | scripts.WriteNotice
    | scripts.WriteTests
    | scripts.AddRequest
    | AnswerAsk
    | RefuseAsk
    | trees.WatchTree
    | trees.LeaveTree
    | trees.CatchUp
    | terminals.StartTerminal
    | terminals.ListTerminals
    | terminals.WriteTerminal
    | terminals.ReadTerminal
    | terminals.ResizeTerminal
    | terminals.CloseTerminal
    | terminals.ServeTerminalPages
)
Answer = (
    Done
    | Failed
    | SessionOpened
    | AdaptersListed
    | BreakpointsSet
    | DapAnswered
    | StepsTaken
    | pages.RootOpened
    | scripts.TranscriptMade
    | pages.TestsFound
    | trees.TreeListed
    | terminals.TerminalTold
    | terminals.TerminalsListed
    | terminals.TerminalRead
    | terminals.TerminalClosed
    | terminals.TerminalPagesServed
)
