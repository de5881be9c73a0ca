"""A session with those of the processes that its program started.

A family has one list of breakpoints and one choice of exceptions.  Each member
stops, steps and ends by itself.
"""

from __future__ import annotations

from .state import Session, State


def below(state: State, session: Session) -> list[Session]:
    """Return the sessions below ``session``, oldest first, each before its own children."""
    found: list[Session] = []
    for other in sorted(state.sessions.values(), key=lambda one: one.started_at):
        if other.parent == session.name and other is not session:
            found += [other, *below(state, other)]
    return found


def members(state: State, session: Session) -> list[Session]:
    """Return the whole family of ``session``, its eldest first."""
    eldest = session
    while eldest.parent in state.sessions:
        eldest = state.sessions[eldest.parent]
    return [eldest, *below(state, eldest)]


def news(state: State, session: Session) -> Session | None:
    """Return a session below ``session`` with a stop that nobody was told of."""
    stopped = [one for one in below(state, session) if one.state == "stopped"]
    return next((one for one in stopped if one.told < one.stops), None)


def remarks(state: State, session: Session) -> list[str]:
    """Return what the reader of an answer should know of the family of ``session``."""
    notes = []
    for one in members(state, session):
        if one is not session and one.state == "stopped" and one.stop is not None:
            why = one.stop.reason
            what = f"process {one.pid}" if one.pid else one.name
            notes.append(f"{what} is stopped, too ({why}): daebug context --session {one.name}")
    # What has no process of its own, such as a worker, ends with the program's.
    alive = [one for one in below(state, session) if one.state == "running" and one.pid]
    if alive and session.state == "exited":
        names = ", ".join(f"{one.name} (pid {one.pid})" for one in alive)
        notes.append(f"processes that it started still run: {names}")
    return notes
