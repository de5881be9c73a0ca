"""Run the selected frame's function again from its first line, same arguments.

What it has changed stays changed.  Where the debugger has no such request the
innermost function is gone to its beginning; its variables are as they were.

Examples:
  daebug restart-frame
  daebug restart-frame 1
"""

from __future__ import annotations

import click

from ...protocol.dap import StackFrame
from ...protocol.errors.adapter import NotSupported
from .. import beginnings, frames, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting, frame_number
from ..state import Session
from . import goto

TOPIC = "run"

PARAMS = (click.Argument(["frame"], required=False, default=None), *WAITING)

#: DAP's name of what a debugger does itself.
CAPABILITY = "supportsRestartFrame"


class Request(Waiting, kw_only=True):
    """Which frame; none = the selected one."""

    frame: str | None = None


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Restart it; answer with the stop.

    Raises:
        NotSupported: the debugger can't, or not in an outer frame.
    """
    session = hub.session()
    sessions.need_stopped(session, "restart a frame")
    async with session.turn:
        number = frame_number(request.frame)
        frame = await frames.selected(hub, session, number)
    inner = (session.frame if number is None else number) == 0
    if inner and not session.capabilities.get(CAPABILITY) and goto.able(session):
        return await _again(request, hub, session, frame)
    if not session.capabilities.get(CAPABILITY):
        raise _refused(session)
    await running.resume(hub, session, "restartFrame", {"frameId": frame.id})
    return await running.outcome(hub, session, request.wait_s(hub))


def _refused(session: Session) -> NotSupported:
    """Return why a frame can't be restarted."""
    return NotSupported(
        adapter=session.adapter,
        request="restart this frame",
        capability=CAPABILITY,
        instead="daebug restart",
    )


async def _again(request: Request, hub: Keyhole, session: Session, frame: StackFrame) -> Reply:
    """Go on at the beginning of the innermost function."""
    async with session.turn:
        place = await beginnings.of(hub, session, frame)
    if place is None:  # where the function begins is not known
        raise _refused(session)
    there = goto.Request(
        location=f"{place.path}:{place.line}", timeout=request.timeout, no_wait=request.no_wait
    )
    answer = await goto.run(there, hub)
    answer.notes.append(f"{frame.name} begins again; its variables are as they were")
    return answer


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
