"""Which session a command means, what it is called, and what it must be in."""

from __future__ import annotations

import os
import re

from ..protocol.errors.adapter import NotSupported
from ..protocol.errors.sessions import (
    HasExited,
    NoSession,
    NoSuchSession,
    NotRunning,
    NotStopped,
    SessionLost,
    SessionTaken,
    WhichSession,
)
from ..protocol.facts import ChildOpened
from ..protocol.orders import Attach, Launch, Target
from . import project, used
from .answers import Ending
from .keyhole import Caller
from .spool import Spool
from .state import Session, State

#: Names the session for every command of a shell.
VARIABLE = "DAEBUG_SESSION"


def resolve(state: State, wanted: str, caller: Caller) -> Session:
    """Return the session a command means.

    In this order: the one named by ``--session``; by ``DAEBUG_SESSION``; the
    only live one of the caller's project, or its child that was taken there with
    ``daebug use``; the one last taken there; the only one at all, live or over.

    Raises:
        NoSuchSession: a name that nothing has.
        WhichSession: several fit, and none was named.
        NoSession: nothing is or was debugged here.
    """
    if name := wanted or caller.env.get(VARIABLE, ""):
        if name not in state.sessions:
            raise NoSuchSession(session=name, sessions=_listed(state) or "none")
        return state.sessions[name]
    here_top = project.top(caller.cwd)
    here = [s for s in state.sessions.values() if project.top(s.folder) == here_top]
    live = [s for s in here if s.live and not s.parent]
    taken = used.last(state, caller.cwd)
    child = taken in state.sessions and state.sessions[taken].parent
    if len(live) == 1 and not (child and state.sessions[taken].live):
        return live[0]
    if taken in state.sessions:
        return state.sessions[taken]
    if live:
        raise WhichSession(sessions=", ".join(s.name for s in live), first=live[0].name)
    if here:
        return max(here, key=lambda s: (not s.parent, s.started_at))
    return _elsewhere(state, caller)


def _elsewhere(state: State, caller: Caller) -> Session:
    """Return the only live session of another folder, if there is just one."""
    live = [s for s in state.sessions.values() if s.live and not s.parent]
    if len(live) == 1:
        return live[0]
    if live:
        raise WhichSession(sessions=", ".join(s.name for s in live), first=live[0].name)
    raise NoSession(folder=caller.cwd)


def name_for(state: State, wanted: str, target: Target, title: str = "") -> str:
    """Return a short name for a new session: the one wanted, else from the program.

    Raises:
        SessionTaken: a live session has the wanted name.
    """
    if wanted:
        held = state.sessions.get(wanted)
        if held is not None and held.live:
            raise SessionTaken(session=wanted, state=held.state)
        return wanted
    raw = os.path.basename(target.program) if isinstance(target, Launch) else title
    if isinstance(target, Launch) and target.code:
        raw = "code"
    stem = re.sub(r"\.(py|js|exe|out)$", "", raw) or "session"
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-.")[:24] or "session"
    number, name = 1, plain
    while name in state.sessions and state.sessions[name].live:
        number += 1
        name = f"{plain}-{number}"
    return name


def need_stopped(session: Session, what: str) -> None:
    """Refuse unless the program is stopped.

    Raises:
        NotStopped: it runs.  HasExited: it is over.  SessionLost: its adapter died.
    """
    if session.state == "stopped":
        return
    need_live(session, what)
    raise NotStopped(what=what, session=session.name)


def need_live(session: Session, what: str) -> None:
    """Refuse unless there is a debuggee.

    Raises:
        HasExited: it is over.  SessionLost: its adapter died.
        NotRunning: it was detached, or never came up.
    """
    if session.live:
        return
    if session.state == "lost":
        raise SessionLost(session=session.name, why=session.lost)
    if session.state == "exited":
        raise HasExited(what=what, session=session.name, how=how(session))
    raise NotRunning(what=what, session=session.name, state=session.state)


def how(session: Session) -> str:
    """Return how the program of a session that is over ended, in words."""
    end = session.ending
    if end is None:
        return "ended"
    return Ending(code=end.code, signal=end.signal, certain=end.certain).sentence()


def _listed(state: State) -> str:
    return ", ".join(f"{s.name} ({s.state})" for s in state.sessions.values())


def child(fact: ChildOpened, parent: Session, output: Spool) -> Session:
    """Return the session that an adapter opened by itself: a child of ``parent``."""
    return Session(
        name=fact.session,
        target=Attach(pid=fact.pid),
        folder=parent.folder,
        adapter=fact.adapter,
        parent=fact.parent,
        profile=fact.profile,
        capabilities=fact.capabilities,
        pid=fact.pid,
        state="running",
        # These are the family's.
        breakpoints=parent.breakpoints,
        catches=parent.catches,
        output=output,
    )


def need_able(session: Session, capability: str, what: str, instead: str) -> None:
    """Let a command pass if the adapter announced ``capability``, before anything is asked of it.

    Raises:
        NotSupported: it did not; the command can't ``what``.
    """
    if not session.capabilities.get(capability):
        raise NotSupported(
            adapter=session.adapter, request=what, capability=capability, instead=instead
        )
