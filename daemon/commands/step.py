"""Run to the next line, into a call if there is one.

Examples:
  daebug step
  daebug s --count 3
  daebug step --into parse
"""

from __future__ import annotations

import click

from .. import show, stepping
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import COUNT, RUNNING, Counted

TOPIC = "run"
ALIASES = ("s",)

PARAMS = (
    click.Option(["--into"], default="", metavar="NAME", help="Into this call of the line."),
    COUNT,
    *RUNNING,
)


class Request(Counted, kw_only=True):
    """How many, into which call, and how long to wait."""

    into: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step in; answer with the stop.

    Raises:
        NoSuchTarget: the line calls nothing of that name, or there is no such function.
    """
    session = hub.session()
    if request.into and not stepping.chooses(session):
        return await stepping.into_function(
            hub, session, request.into, wait_s=request.wait_s(hub), alone=request.thread
        )
    how = await stepping.into(hub, session, request.into) if request.into else {}
    return await stepping.steps(
        hub,
        session,
        "stepIn",
        how,
        count=request.count,
        wait_s=request.wait_s(hub),
        alone=request.thread,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
