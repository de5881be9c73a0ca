"""What the hub knows: sessions, roles, jobs.  Plain data; ``reduce`` changes it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..protocol.facts import Exited, Stopped
from ..protocol.orders import Bound, Breakpoint, CoreFile, Launch, Profile, Remote, Target
from .refs import Refs
from .spool import Spool

if TYPE_CHECKING:
    from .page_state import PageJob, Root
    from .sharing.server import Server

#: States in which a session has a live debuggee under our hands.
LIVE = ("starting", "running", "stopped")


@dataclass
class BreakpointRecord:
    """One breakpoint as the user set it, and where it is bound."""

    wanted: Breakpoint
    bound: Bound | None = None
    enabled: bool = True
    temporary: bool = False
    hits: int = 0
    #: As typed, for lists and hints.
    location: str = ""
    #: What the line said when the breakpoint was set.
    text: str = ""
    #: Of what is watched: its value when it was last seen.
    value: str = ""


@dataclass
class Session:
    """One debugging of one debuggee; ``state`` follows ``states.SESSION``."""

    name: str
    target: Target
    #: The folder it was started in: which session a command there means.
    folder: str
    adapter: str = ""
    asked_adapter: str = ""
    state: str = "starting"
    #: The source file that the program was built from for this session; empty = none was.
    source: str = ""
    #: Expressions shown at every stop, by number.
    displays: dict[int, str] = field(default_factory=dict)
    #: Exception filters and their conditions, as set with ``daebug catch``; None = the adapter's.
    catches: dict[str, str] | None = None
    pid: int = 0
    adapter_pid: int = 0
    parent: str = ""
    profile: Profile = field(default_factory=Profile)
    capabilities: dict[str, Any] = field(default_factory=dict)
    breakpoints: dict[int, BreakpointRecord] = field(default_factory=dict)
    #: The last stop; ``None`` while it runs.
    stop: Stopped | None = None
    #: The stop that was told last, to anybody.
    told: int = 0
    #: Counts the stops: a reference or a cache of an earlier stop is void.
    stops: int = 0
    ending: Exited | None = None
    #: Why it is lost, for people.
    lost: str = ""
    thread_id: int | None = None
    frame: int = 0
    #: The frame was chosen by the user; else each stop picks its own.
    chosen: bool = False
    #: A command of the console put the program elsewhere, and it has not run since.
    displaced: bool = False
    output: Spool = field(default_factory=Spool)
    #: Where the next answer's "output since" starts.
    answered: int = 0
    #: How many lines of output that answer knew of.
    answered_lines: int = 0
    notes: list[str] = field(default_factory=list)
    #: Chatter of the adapter since the last stop, for errors; newest last.
    chatter: list[str] = field(default_factory=list)
    started_at: float = field(default_factory=time.time)
    #: Commands on one session are served in the order they came.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: The work of bringing it up; it goes on when the client that asked is gone.
    opening: asyncio.Task[None] | None = None
    #: Values by reference within this stop (see ``refs``).
    refs: Refs = field(default_factory=Refs)

    @property
    def live(self) -> bool:
        """Whether it has a debuggee under our hands."""
        return self.state in LIVE

    @property
    def title(self) -> str:
        """The program, or the process attached to."""
        if self.parent:
            return f"process {self.pid}"
        if isinstance(self.target, Launch):
            return self.target.program
        if isinstance(self.target, CoreFile):
            return f"core {self.target.core}"
        if isinstance(self.target, Remote):
            return f"{self.target.host}:{self.target.port}"
        return self.target.address or f"process {self.target.pid}"


@dataclass
class Role:
    """One process of the daemon; ``state`` follows ``states.PROCESS``."""

    name: str
    state: str = "absent"
    pid: int = 0
    restarts: int = 0
    #: How it ended last; empty = it never did.
    ended: str = ""


@dataclass
class Job:
    """One ask of a client; ``state`` follows ``states.JOB``."""

    id: int
    text: str
    client: int
    state: str = "accepted"
    started_at: float = field(default_factory=time.time)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return round(time.time() - self.started_at, 1)


@dataclass
class State:
    """All of it.  ``revision`` grows with every change."""

    sessions: dict[str, Session] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    #: Adapter processes by pid: (adapter, start ticks, session or "").
    adapters: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    #: Debuggees we launched by session: (pid, start ticks).
    debuggees: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: Sessions that others may attach to, by name.
    shares: dict[str, Server] = field(default_factory=dict)
    #: Programs that run in terminals: (pid, start ticks).
    terminals: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: The session taken with ``daebug use``, by folder.
    used: dict[str, str] = field(default_factory=dict)
    #: Folders that are served, by absolute path.
    roots: dict[str, Root] = field(default_factory=dict)
    #: Jobs for pages, by id; the newest of those that are over are kept.
    page_jobs: dict[str, PageJob] = field(default_factory=dict)
    #: Background events kept of one realm.
    keep_events: int = 20_000
    keep_event_bytes: int = 4_000_000
    revision: int = 0
    started_at: float = field(default_factory=time.time)
    #: Monotonic time since which nothing is live; for the idle exit.
    idle_since: float = field(default_factory=time.monotonic)
    version: str = __version__

    @property
    def busy(self) -> bool:
        """Whether something lives here that ends with the daemon."""
        live = any(session.live for session in self.sessions.values())
        return bool(self.roots or self.terminals) or live

    @property
    def seconds(self) -> float:
        """How long this hub has been up."""
        return round(time.time() - self.started_at, 1)
