"""Show the arguments of the selected frame.

Examples:
  daebug args
  daebug args --frame 1
"""

from __future__ import annotations

import msgspec

from .. import arguments, frames, sessions, show, snapshot, values
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number

TOPIC = "look"

PARAMS = (FRAME,)


class Request(msgspec.Struct, kw_only=True):
    """Of which frame."""

    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The arguments, in order."""

    session: str
    function: str
    arguments: list[Value]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the arguments."""
    session = hub.session()
    sessions.need_stopped(session, "show arguments")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        names = await arguments.names(hub, session, frame)
        shown, _ = await snapshot.local_variables(hub, session, frame, values.bounds(hub))
    by_name = {item.name: item for item in shown}
    return Reply(
        session=session.name,
        function=frames.function_name(frame.name),
        arguments=[by_name[name] for name in names if name in by_name],
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line an argument."""
    lines = show.values(reply.arguments, 0)
    return "\n".join(lines or [f"{reply.function} has no arguments here"]) + "\n"
