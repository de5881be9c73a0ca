"""Run on with a breakpoint that is there for this run only."""

from __future__ import annotations

from collections.abc import Callable

from . import breakpoints, running
from .answers import Outcome
from .keyhole import Keyhole
from .locations import Location
from .state import BreakpointRecord, Session


async def run(
    hub: Keyhole,
    session: Session,
    location: Location,
    *,
    text: str,
    command: str,
    wait_s: float,
    alone: int | None = None,
    bound: Callable[[BreakpointRecord], None] | None = None,
) -> Outcome:
    """Set the breakpoint, resume by ``command``, answer with the stop; take it away again.

    ``bound`` looks at where the breakpoint is before anything runs, and may raise.  A
    program that runs on after ``wait_s`` seconds keeps it until it is hit.

    Raises:
        DaebugError: of the breakpoint, or as ``running.resume``; it is gone then.
    """
    terms = breakpoints.Terms(temporary=True)
    record = breakpoints.add(session, location, text=text, terms=terms)
    number = record.wanted.id
    try:
        await breakpoints.sync(hub, session)
        if bound is not None:
            bound(record)
        elif remark := breakpoints.remark(session, record):
            session.notes.append(remark)
        await running.resume(hub, session, command, {}, alone=alone)
    except Exception:
        session.breakpoints.pop(number, None)
        if session.live:
            await breakpoints.sync(hub, session)
        raise
    answer = await running.outcome(hub, session, wait_s)
    if session.state != "running" and number in session.breakpoints:
        del session.breakpoints[number]
        if session.live:
            await breakpoints.sync(hub, session)
    return answer
