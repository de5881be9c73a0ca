"""Run code in the selected frame: expression, assignment, call.

The same as print, for code that is wanted for what it does.

Examples:
  daebug eval "counter = 0"
  daebug eval 'reset(&table)' --frame 1
"""

from __future__ import annotations

import click
import msgspec

from .. import evaluating, frames, sessions, show
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, FRAME, frame_number

TOPIC = "look"
ALIASES = ("evaluate",)
TAKES_DASHES = True

PARAMS = (click.Argument(["expression"], nargs=-1, required=True), FRAME, ALL)


class Request(msgspec.Struct, kw_only=True):
    """An expression (words are joined by blanks), where, and how much of it."""

    expression: list[str] | str
    frame: str | None = None
    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The value."""

    session: str
    value: Value


async def run(request: Request, hub: Keyhole) -> Reply:
    """Evaluate it."""
    session = hub.session()
    sessions.need_stopped(session, "evaluate")
    words = request.expression
    text = words if isinstance(words, str) else " ".join(words)
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        found = await evaluating.value(hub, session, text, frame=frame, whole=request.all)
    return Reply(session=session.name, value=found)


def render(reply: Reply, look: Look) -> str:
    """Return ``name: type = value``."""
    return "\n".join(show.value(reply.value, 0)) + "\n"
