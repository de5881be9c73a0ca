"""Show an expression at every stop; without one, show all that are displayed.

Examples:
  daebug display total
  daebug display --remove 1
  daebug display
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import NoSuchRef
from .. import displays, frames, show
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"
TAKES_DASHES = True

PARAMS = (
    click.Argument(["expression"], required=False, default=""),
    click.Option(["--remove", "-d"], default="", metavar="N", help="Show it no more; or all."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to show from now on, or no more."""

    expression: str = ""
    remove: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """What is displayed, by number, and its values where the program is stopped."""

    session: str
    expressions: dict[str, str]
    values: list[Value] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Change the list, and show it.

    Raises:
        NoSuchRef: no such number.
    """
    session = hub.session()
    if request.remove == "all":
        session.displays.clear()
    elif request.remove:
        if not request.remove.isdigit() or int(request.remove) not in session.displays:
            raise NoSuchRef(ref=f"display {request.remove}")
        del session.displays[int(request.remove)]
    if request.expression:
        session.displays[max(session.displays, default=0) + 1] = request.expression
    reply = Reply(
        session=session.name, expressions={str(n): text for n, text in session.displays.items()}
    )
    if session.state == "stopped" and session.displays:
        async with session.turn:
            frame = await frames.selected(hub, session)
            reply.values = await displays.values(hub, session, frame)
    return reply


def render(reply: Reply, look: Look) -> str:
    """Return a line each."""
    if reply.values:
        return "\n".join(show.values(reply.values, 0)) + "\n"
    lines = [f"{number}: {text}" for number, text in reply.expressions.items()]
    return "\n".join(lines or ["nothing is displayed"]) + "\n"
