"""Stop when a value in memory changes, or is read: a data breakpoint.

The processor has four of them.  The stop comes after the access, and tells
the value before and after.  They end when the program is started again.

Examples:
  daebug watch counter
  daebug watch 'where.x' --access
  daebug watch 0x7ffe0010 --size 8
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors import DaebugError
from ...protocol.errors.programs import CantWatch
from ...protocol.orders import Breakpoint
from .. import breakpoints, frames, hit_counts, sessions, watching
from ..breakpoint_list import Listed, line, listed
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number

TOPIC = "breakpoints"
TAKES_DASHES = True

PARAMS = (
    click.Argument(["expression"]),
    click.Option(["--read", "-r"], is_flag=True, help="Stop when it is read."),
    click.Option(["--access", "-a"], is_flag=True, help="Stop when it is read or written."),
    click.Option(["--size"], type=int, default=0, metavar="N", help="Bytes (default: its size)."),
    click.Option(
        ["--if", "condition"], default="", metavar="EXPR", help="Stop only where this holds."
    ),
    click.Option(["--hit"], default="", metavar="N", help="Stop from the Nth hit on."),
    FRAME,
)


class Request(msgspec.Struct, kw_only=True):
    """What to watch (an expression or an address), and for what."""

    expression: str
    read: bool = False
    access: bool = False
    size: int = 0
    condition: str = ""
    hit: str | int = ""
    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The breakpoint."""

    session: str
    breakpoint: Listed


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter how it names the place, and set it.

    Raises:
        CantWatch: it is no place in memory, or the processor has no room.
        NotSupported: the adapter has no data breakpoints.
    """
    session = hub.session()
    sessions.need_stopped(session, "watch")
    access = "readWrite" if request.access else "read" if request.read else "write"
    hit, hits = hit_counts.read(str(request.hit))
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        found = await watching.place(hub, session, request.expression, frame, request.size)
        if not found.data_id:
            raise CantWatch(expression=request.expression, why=found.description or "no reason")
        if found.access_types and access not in found.access_types:
            why = f"the adapter watches only: {', '.join(found.access_types)}"
            raise CantWatch(expression=request.expression, why=why)
        wanted = Breakpoint(
            id=0,
            data=found.data_id,
            access=access,
            condition=request.condition,
            hit=hit,
            hits=hits,
        )
        record = breakpoints.enter(session, wanted, text=request.expression)
        record.value = await watching.value(hub, session, request.expression, frame)
        try:
            await breakpoints.sync(hub, session)
        except DaebugError:
            session.breakpoints.pop(record.wanted.id, None)
            raise
        if record.bound is not None and not record.bound.verified:
            del session.breakpoints[record.wanted.id]
            await breakpoints.sync(hub, session)
            why = record.bound.message or "the adapter gives no reason"
            raise CantWatch(expression=request.expression, why=why)
    return Reply(session=session.name, breakpoint=listed(record))


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return line(reply.breakpoint, look) + "\n"
