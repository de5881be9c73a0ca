"""Go on at another line of this function, without running what lies between.

Examples:
  daebug goto 42
  daebug goto script.py:17
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.programs import CantGo
from .. import console, frames, locations, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..locations import Location
from ..look import Look
from ..options import WAITING, Waiting
from ..state import Session

TOPIC = "run"
ALIASES = ("jump",)

PARAMS = (click.Argument(["location"]), *WAITING)


class Request(Waiting, kw_only=True):
    """Where to go on."""

    location: str


Reply = Outcome


class Target(msgspec.Struct, kw_only=True):
    """DAP, GotoTarget."""

    id: int
    line: int = 0


class Targets(msgspec.Struct, kw_only=True):
    """Answer of ``gotoTargets``."""

    targets: list[Target] = []


def able(session: Session) -> bool:
    """Whether the debugger of a session can jump."""
    capable = session.capabilities.get("supportsGotoTargetsRequest")
    return bool(session.profile.goto_command or capable)


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the place's number, and go there; answer with the stop.

    Raises:
        CantGo: nothing can be run at that line.
        NotSupported: the debugger can't jump.
    """
    session = hub.session()
    sessions.need_stopped(session, "go elsewhere")
    async with session.turn:
        place = locations.read(request.location, hub.caller, *await frames.files(hub, session))
        if not place.line:
            raise CantGo(location=request.location, why="give a line")
        if session.profile.goto_command:
            await _jump(hub, session, place)
        else:
            asked = {"source": {"path": place.path}, "line": place.line}
            found = await hub.dap(session, "gotoTargets", Targets, asked)
    if session.profile.goto_command:
        return await running.here(hub, session)
    if not found.targets:
        raise CantGo(location=request.location, why="no code there")
    await running.resume(hub, session, "goto", {"targetId": found.targets[0].id})
    return await running.outcome(hub, session, request.wait_s(hub))


async def _jump(hub: Keyhole, session: Session, place: Location) -> None:
    """Have the debugger's console go there; raises as ``run``."""
    text = session.profile.goto_command.format(line=place.line, file=place.path)
    if why := await console.refusal(hub, session, text):
        raise CantGo(location=f"{place.path}:{place.line}", why=why)
    running.moved(hub, session, "goto")


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
