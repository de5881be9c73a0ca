"""Set a breakpoint at FILE:LINE, a line of this file, or a function.

The answer says where it really bound.  One that bound elsewhere, or nowhere,
is told at once and again when the program ends.

Examples:
  daebug break main.c:42
  daebug break main.c:42 --if 'n == 3'
  daebug b parse_header --temporary
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.programs import BadCondition
from .. import breakpoints, evaluating, frames, locations, sessions
from ..breakpoint_list import Listed, line, listed
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "breakpoints"
ALIASES = ("b",)

PARAMS = (
    click.Argument(["location"]),
    click.Option(
        ["--if", "condition"], default="", metavar="EXPR", help="Stop only where this holds."
    ),
    click.Option(["--hit"], type=int, default=0, metavar="N", help="Stop from the Nth hit on."),
    click.Option(["--temporary", "-T"], is_flag=True, help="Take it away when it was hit."),
)


class Request(msgspec.Struct, kw_only=True):
    """Where, and when."""

    location: str
    condition: str = ""
    hit: int = 0
    temporary: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The breakpoint as it is bound now."""

    session: str
    breakpoint: Listed
    note: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Set it; tell where it bound."""
    session = hub.session()
    sessions.need_live(session, "set a breakpoint")
    async with session.turn:
        files = await frames.files(hub, session)
        place = locations.read(request.location, hub.caller, *files)
        if request.condition and session.state == "stopped":
            why = await evaluating.parses(hub, session, request.condition)
            if why:
                raise BadCondition(condition=request.condition, why=why, location=request.location)
        record = breakpoints.add(
            session,
            place,
            text=request.location,
            condition=request.condition,
            hit=request.hit,
            temporary=request.temporary,
        )
        try:
            await breakpoints.sync(hub, session)
        except Exception:
            session.breakpoints.pop(record.wanted.id, None)
            raise
    return Reply(
        session=session.name,
        breakpoint=listed(record),
        note=breakpoints.remark(session, record),
    )


def render(reply: Reply, look: Look) -> str:
    """Return one line, and a note where it is not as asked."""
    note = f"note: {reply.note}\n" if reply.note else ""
    return line(reply.breakpoint, look) + "\n" + note
