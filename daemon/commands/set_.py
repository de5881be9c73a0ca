"""Set a variable of the selected frame, and show its new value.

Examples:
  daebug set total 10
  daebug set point.x 3
  daebug set 'xs[2]' 7 --frame 1
"""

from __future__ import annotations

import click
import msgspec

from .. import assigning, frames, sessions, show
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number

TOPIC = "look"
TAKES_DASHES = True

PARAMS = (click.Argument(["variable"]), click.Argument(["value"], nargs=-1, required=True), FRAME)


class Request(msgspec.Struct, kw_only=True):
    """Which variable, and the value as an expression (words are joined by blanks)."""

    variable: str
    value: list[str] | str
    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The variable as it is now."""

    session: str
    value: Value
    before: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Set it."""
    session = hub.session()
    sessions.need_stopped(session, "set a variable")
    words = request.value if isinstance(request.value, list) else [request.value]
    # "total = 10" is what fingers type; the equals sign is not part of the value.
    words = words[1:] if len(words) > 1 and words[0] == "=" else words
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        value, before = await assigning.assign(
            hub, session, request.variable, " ".join(words), frame=frame
        )
    return Reply(session=session.name, value=value, before=before)


def render(reply: Reply, look: Look) -> str:
    """Return ``total = 10 (was 3)``."""
    was = f"  (was {reply.before})" if reply.before else ""
    return "\n".join(show.value(reply.value, 0)) + was + "\n"
