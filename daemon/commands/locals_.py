"""Show arguments and locals of the selected frame.

Examples:
  daebug locals
  daebug locals --frame 2 --names total,i
  daebug locals --all --json
  daebug locals --thread 3
"""

from __future__ import annotations

from dataclasses import replace

import click
import msgspec

from ...protocol.errors.usage import NoSuchRef
from .. import frames, sessions, show, snapshot, values
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, FRAME, REVEAL, THREAD, frame_number

TOPIC = "look"

#: What --all shows: enough for any frame, still no flood.
MOST = values.Bounds(variables=1000, parts=100, chars=4000, depth=2, unfolded=200)

PARAMS = (
    click.Option(["--names"], default="", metavar="A,B", help="These only."),
    REVEAL,
    FRAME,
    THREAD,
    ALL,
)


class Request(msgspec.Struct, kw_only=True):
    """Of which frame, which, and how much."""

    names: str = ""
    reveal: bool = False
    frame: str | None = None
    thread: int | None = None
    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The variables, arguments among them."""

    session: str
    variables: list[Value]
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the variables."""
    session = hub.session()
    sessions.need_stopped(session, "show variables")
    async with session.turn:
        frame = await frames.selected(
            hub, session, frame_number(request.frame), thread=request.thread
        )
        limits = MOST if request.all or request.names else values.bounds(hub)
        limits = replace(limits, reveal=request.reveal)
        shown, left_out = await snapshot.local_variables(hub, session, frame, limits)
    if not request.names:
        return Reply(session=session.name, variables=shown, left_out=left_out)
    wanted = [name.strip() for name in request.names.split(",") if name.strip()]
    by_name = {one.name: one for one in shown}
    if missing := [name for name in wanted if name not in by_name]:
        raise NoSuchRef(ref=f"a variable {missing[0]} of this frame")
    return Reply(session=session.name, variables=[by_name[name] for name in wanted])


def render(reply: Reply, look: Look) -> str:
    """Return a line a variable."""
    lines = show.values(reply.variables, 0) or ["no variables in this frame"]
    if reply.left_out:
        lines.append(f"({reply.left_out} more: daebug locals --all)")
    return "\n".join(lines) + "\n"
