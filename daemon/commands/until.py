"""Run until a location is reached, or the program stops elsewhere.

Examples:
  daebug until main.c:50
  daebug until 50
"""

from __future__ import annotations

import click

from .. import frames, locations, once, show
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
    return await once.run(
        hub,
        session,
        place,
        text=request.location,
        command="continue",
        wait_s=request.wait_s(hub),
        alone=request.thread,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
