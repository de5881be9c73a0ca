"""List the scopes of the selected frame, or the variables of one.

Examples:
  daebug scopes
  daebug scopes globals
  daebug scopes registers --frame 1
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import NoSuchRef
from .. import frames, sessions, show, snapshot, values
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, FRAME, frame_number
from .locals_ import MOST

TOPIC = "look"

PARAMS = (click.Argument(["name"], required=False, default=""), FRAME, ALL)


class Request(msgspec.Struct, kw_only=True):
    """Which scope of which frame; no name = list them."""

    name: str = ""
    frame: str | None = None
    all: bool = False


class Shown(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A scope."""

    name: str
    #: Variables in it, where the adapter counted; -1 = not counted.
    count: int = -1
    expensive: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The scopes, and the variables of the one that was named."""

    session: str
    scopes: list[Shown]
    variables: list[Value] = []
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for scopes, and for the variables of one."""
    session = hub.session()
    sessions.need_stopped(session, "show scopes")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        found = await snapshot.scopes(hub, session, frame)
        listed = [
            Shown(name=s.name, count=_count(s.named_variables), expensive=s.expensive)
            for s in found
        ]
        if not request.name:
            return Reply(session=session.name, scopes=listed)
        for scope in found:
            if scope.name.lower().startswith(request.name.lower()):
                limits = MOST if request.all else values.bounds(hub)
                within = f"{frame.id}/{scope.name}"
                shown, left = await values.listed(
                    hub, session, scope.variables_reference, limits, within=within
                )
                return Reply(session=session.name, scopes=listed, variables=shown, left_out=left)
    raise NoSuchRef(ref=f"the scope {request.name}")


def _count(number: int | None) -> int:
    return -1 if number is None else number


def render(reply: Reply, look: Look) -> str:
    """Return the scopes, or the variables of one."""
    if not reply.variables:
        return "".join(
            f"{s.name}" + (f" ({s.count})" if s.count >= 0 else "") + "\n" for s in reply.scopes
        )
    lines = show.values(reply.variables, 0)
    if reply.left_out:
        lines.append(f"({reply.left_out} more: --all)")
    return "\n".join(lines) + "\n"
