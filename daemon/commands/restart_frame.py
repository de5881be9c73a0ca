"""Run the selected frame's function again from its first line, same arguments.

What it has changed stays changed.

Examples:
  daebug restart-frame
  daebug restart-frame 1
"""

from __future__ import annotations

import click

from .. import frames, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting, frame_number

TOPIC = "run"

PARAMS = (click.Argument(["frame"], required=False, default=None), *WAITING)


class Request(Waiting, kw_only=True):
    """Which frame; none = the selected one."""

    frame: str | None = None


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Restart it; answer with the stop.

    Raises:
        NotSupported: the debugger can't.
    """
    session = hub.session()
    sessions.need_stopped(session, "restart a frame")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
    await running.resume(hub, session, "restartFrame", {"frameId": frame.id})
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
