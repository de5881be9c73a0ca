"""Run until a location is reached, or the program stops elsewhere.

Examples:
  daebug until main.c:50
  daebug until 50
"""

from __future__ import annotations

import click

from .. import breakpoints, frames, locations, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import RUNNING, Running

TOPIC = "run"

PARAMS = (click.Argument(["location"]), *RUNNING)


class Request(Running, kw_only=True):
    """Where to run to, and which thread alone."""

    location: str


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Set a temporary breakpoint, run on, take it away again."""
    session = hub.session()
    place = locations.read(request.location, hub.caller, *await frames.files(hub, session))
    record = breakpoints.add(
        session, place, text=request.location, terms=breakpoints.Terms(temporary=True)
    )
    number = record.wanted.id
    try:
        await breakpoints.sync(hub, session)
        if remark := breakpoints.remark(session, record):
            session.notes.append(remark)
        await running.resume(hub, session, "continue", {}, alone=request.thread)
    except Exception:
        session.breakpoints.pop(number, None)
        raise
    answer = await running.outcome(hub, session, request.wait_s(hub))
    if session.state != "running" and number in session.breakpoints:
        del session.breakpoints[number]
        if session.live:
            await breakpoints.sync(hub, session)
    return answer


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
