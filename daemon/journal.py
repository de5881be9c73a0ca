"""The journal: processes this daemon owns, on disk, so that the next one can sweep.

Adapters and launched debuggees end with us whenever we end in good order.  A
``kill -9`` of hub and bridge leaves them; the next hub reads the journal, ends
every process in it that still is the same process (pid and start time), keeps
the sessions as lost ones, which ``restart`` brings back, and serves again the
folders that were served.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..protocol import facts, places
from ..protocol.orders import Breakpoint, Launch, Target
from .state import BreakpointRecord, Session, State

log = logging.getLogger("daebug.journal")


class Entry(msgspec.Struct, frozen=True):
    """One process of ours, and the session it was for (empty = a spare adapter)."""

    pid: int
    #: proc(5), stat field 22; 0 = not known.
    started: int
    session: str = ""
    #: It leads a group, which ends with it.
    group: bool = False


class SetBreakpoint(msgspec.Struct, frozen=True):
    """A breakpoint as the user set it."""

    wanted: Breakpoint
    location: str
    enabled: bool
    temporary: bool


class LiveSession(msgspec.Struct, frozen=True):
    """What it takes to start a session again; never its environment."""

    session: str
    folder: str
    target: Target
    adapter: str
    breakpoints: list[SetBreakpoint]


class ServedRoot(msgspec.Struct, frozen=True):
    """What it takes to serve a folder again, so that its pages come back."""

    path: str
    port: int
    token: str
    started_at: float


class Journal(msgspec.Struct, frozen=True):
    """The file's content."""

    processes: list[Entry] = []
    sessions: list[LiveSession] = []
    roots: list[ServedRoot] = []


_decoder = msgspec.msgpack.Decoder(Journal)


#: Facts that change nothing of what the journal says; of the first there may be thousands at once.
UNTOLD = (facts.BreakpointMoved, facts.AdapterSpoke)


def content(state: State, restoring: Iterable[ServedRoot] = ()) -> Journal:
    """Return what the journal must say of ``state``, and of folders that are not served yet."""
    processes = [
        Entry(pid, started, session) for pid, (_, started, session) in state.adapters.items()
    ]
    processes += [Entry(pid, started, name) for name, (pid, started) in state.debuggees.items()]
    processes += [Entry(pid, started, group=True) for pid, started in state.terminals.values()]
    live = [_live(s) for s in state.sessions.values() if s.live and not s.parent]
    roots = [
        ServedRoot(root.path, root.port, root.token, root.started_at)
        for root in state.roots.values()
        if root.open and not root.lent
    ]
    served = {root.path for root in roots}
    roots += [one for one in restoring if one.path not in served]
    return Journal(processes, live, roots)


def _live(session: Session) -> LiveSession:
    """Return what the next daemon must know of a session."""
    target = session.target
    if isinstance(target, Launch):
        target = msgspec.structs.replace(target, env={})
    kept = [
        SetBreakpoint(r.wanted, r.location, r.enabled, r.temporary)
        for r in session.breakpoints.values()
    ]
    return LiveSession(session.name, session.folder, target, session.asked_adapter, kept)


def revived(lost: LiveSession) -> Session:
    """Return a session of an earlier daemon as it is now: lost, but known."""
    session = Session(
        name=lost.session,
        target=lost.target,
        folder=lost.folder,
        asked_adapter=lost.adapter,
        state="lost",
        lost="the daemon was killed",
    )
    for kept in lost.breakpoints:
        session.breakpoints[kept.wanted.id] = BreakpointRecord(
            wanted=kept.wanted,
            location=kept.location,
            enabled=kept.enabled,
            temporary=kept.temporary,
        )
    return session


def write(folder: Path, journal: Journal) -> None:
    """Replace the file; what can't be written is logged, the debugging goes on."""
    path = places.journal(folder)
    temporary = path.with_suffix(".new")
    try:
        # The umask is the caller's, whose debuggees inherit it: say who may read.
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(msgspec.msgpack.encode(journal))
        os.replace(temporary, path)
    except OSError as error:
        log.warning("the journal can't be written: %s", error)


def read(folder: Path) -> Journal:
    """Return what an earlier daemon left; empty if it left in good order."""
    try:
        return _decoder.decode(places.journal(folder).read_bytes())
    except FileNotFoundError:
        return Journal()
    except (OSError, msgspec.DecodeError) as error:
        log.warning("the journal can't be read: %s", error)
        return Journal()


def sweep(journal: Journal) -> list[int]:
    """Kill what still lives of ``journal``; return the pids."""
    killed = []
    for entry in journal.processes:
        if entry.started and start_ticks(entry.pid) == entry.started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                (os.killpg if entry.group else os.kill)(entry.pid, signal.SIGKILL)
                killed.append(entry.pid)
    return killed


def start_ticks(pid: int) -> int:
    """Return when ``pid`` started, in clock ticks since boot; 0 = gone, or not Linux."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return 0
    # The name may hold spaces and brackets; fields are counted after the last ")".
    return int(stat.rpartition(b")")[2].split()[19])
