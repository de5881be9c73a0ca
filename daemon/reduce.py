"""Fact -> change of state.  Only this module assigns a state, and it logs each.

A step that has no row in its table is logged and changes nothing: a late
``stopped`` of a session that has exited, say.
"""

from __future__ import annotations

import logging
import time

from ..protocol import asks, errors, facts, pages, scripts, states, terminals, trees
from ..protocol.facts import Fact
from ..protocol.orders import Bound, Launch
from ..protocol.supervision import Report, RoleDied, RoleForked
from .refs import Refs
from .state import Job, Role, Session, State

log = logging.getLogger("daebug.state")

#: Lines of adapter chatter kept for errors.
CHATTER_LINES = 20


def apply(state: State, fact: Fact | Report) -> None:
    """Change ``state`` by ``fact`` and raise its revision."""
    match fact:
        case facts.RoleJoined() | RoleForked() | RoleDied():
            _role(state, fact)
        case facts.AdapterStarted():
            state.adapters[fact.pid] = (fact.adapter, fact.started, fact.session)
            if session := state.sessions.get(fact.session):
                session.adapter_pid = fact.pid
        case facts.AdapterEnded():
            state.adapters.pop(fact.pid, None)
        case terminals.TerminalStarted():
            state.terminals[fact.terminal] = (fact.pid, fact.started)
        case terminals.TerminalEnded():
            state.terminals.pop(fact.terminal, None)
        case facts.Wrote() | facts.ChildOpened():
            pass
        case asks.Asked() | asks.AskDropped():
            pass  # a question changes nothing; what is done for it is told by others
        case scripts.RequestFound() | scripts.RequestWithdrawn() | scripts.ShutdownAsked():
            pass  # the files tell what is wanted; what comes of it is told by the pages
        case trees.TreeChanged() | trees.TreeLost():
            pass  # lists of files are kept by the workspace's trees
        case (
            pages.RealmJoined()
            | pages.RealmLeft()
            | pages.RealmsBeat()
            | pages.JobStarted()
            | pages.JobFinished()
            | pages.TestsProgressed()
            | pages.Happened()
        ):
            from . import reduce_pages  # the first command of all must not wait for it

            reduce_pages.apply(state, fact)
        case _:
            if session := state.sessions.get(fact.session):
                _session(state, session, fact)
    changed(state)


def changed(state: State) -> None:
    """Raise the revision, and note since when nothing is live."""
    state.revision += 1
    if state.busy:
        state.idle_since = time.monotonic()


def step(session: Session, name: str) -> bool:
    """Take a step of the SESSION table; whether it had a row."""
    try:
        after = states.advance(states.SESSION, session.state, name)
    except states.NoSuchStep as error:
        log.warning("%s: %s", session.name, error, extra={"session": session.name})
        return False
    if after != session.state:
        log.info("%s -> %s", session.state, after, extra={"session": session.name, "step": name})
    session.state = after
    return True


def end(job: Job, name: str) -> None:
    """End a job: ``finished``, ``failed`` or ``cancelled``; it ends once."""
    job.state = states.advance(states.JOB, job.state, name)


def lose(state: State, why: str) -> None:
    """Every live session is lost: the bridge that held it died."""
    for session in state.sessions.values():
        if session.live:
            session.lost = why
            step(session, "broke")
            session.stop = None
    changed(state)


def _session(state: State, session: Session, fact: Fact) -> None:
    """Change one session."""
    match fact:
        case facts.Stopped():
            _stop(session, fact)
        case facts.Continued():
            if session.state == "stopped" and step(session, "continued"):
                session.stop = None
        case facts.Exited():
            if step(session, "exited"):
                session.ending, session.stop = fact, None
            state.debuggees.pop(session.name, None)
        case facts.SessionEnded():
            if step(session, "detached" if fact.detached else "ended"):
                session.stop = None
            state.debuggees.pop(session.name, None)
        case facts.SessionBroken():
            session.lost = str(fact.facts.get("why") or errors.named(fact.code, fact.facts).text)
            if step(session, "broke"):
                session.stop = None
        case facts.DebuggeeStarted():
            session.pid = fact.pid
            if isinstance(session.target, Launch):
                state.debuggees[session.name] = (fact.pid, fact.started)
        case facts.BreakpointMoved():
            if record := session.breakpoints.get(fact.id):
                record.bound = Bound(
                    id=fact.id,
                    verified=fact.verified,
                    path=fact.path or (record.bound.path if record.bound else ""),
                    line=fact.line or (record.bound.line if record.bound else 0),
                    message=fact.message,
                )
        case facts.CapabilitiesGrew():
            session.capabilities = {**session.capabilities, **fact.capabilities}
        case facts.AdapterSpoke():
            session.chatter = [*session.chatter, fact.text.rstrip()][-CHATTER_LINES:]
        case _:
            pass


def _stop(session: Session, fact: facts.Stopped) -> None:
    """Enter a new stop: earlier references, caches and selections are void."""
    if not fact.focus:
        _count(session, fact)
        return
    if not step(session, "stopped"):
        return
    session.stop = fact
    session.stops += 1
    session.refs = Refs()
    session.frame, session.chosen, session.displaced = 0, False, False
    if fact.thread_id is not None:
        session.thread_id = fact.thread_id
    _count(session, fact)


def _count(session: Session, fact: facts.Stopped) -> None:
    """Count the hits of breakpoints."""
    for number in fact.breakpoints:
        if record := session.breakpoints.get(number):
            record.hits += 1


def _role(state: State, fact: facts.RoleJoined | RoleForked | RoleDied) -> None:
    """Change one role's record."""
    role = state.roles.setdefault(fact.role, Role(fact.role))
    name = {"RoleJoined": "joined", "RoleForked": "forked", "RoleDied": "died"}[type(fact).__name__]
    try:
        role.state = states.advance(states.PROCESS, role.state, name)
    except states.NoSuchStep as error:
        log.warning("%s: %s", fact.role, error)
        return
    log.info("%s is %s", fact.role, role.state, extra={"step": name})
    role.pid = 0 if isinstance(fact, RoleDied) else fact.pid
    if isinstance(fact, RoleDied):
        role.ended = fact.how
        role.restarts += 1
