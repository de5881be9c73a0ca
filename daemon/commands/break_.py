"""Set a breakpoint at FILE:LINE, a line, a function or an *ADDRESS.

The answer says where it really bound.  One that bound elsewhere, or nowhere,
is told at once and again when the program ends.  With --text the LOCATION is
a file, and the line is found by what it says; with --expect nothing is set
where the line says something else.  With --log the program runs on, and the
text goes to daebug output, {expressions} in it evaluated.

Examples:
  daebug break main.c:42
  daebug break main.c:42 --if 'n == 3' --hit '% 5'
  daebug break main.c --text 'sum += x' --near 40
  daebug break main.c:42 --log 'n is {n}'
  daebug b parse_header --temporary
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.programs import BadCondition
from .. import addresses, anchors, breakpoints, evaluating, frames, hit_counts, locations, sessions
from ..breakpoint_list import Listed, line, listed
from ..keyhole import Keyhole
from ..locations import Location
from ..look import Look
from ..state import Session

TOPIC = "breakpoints"
ALIASES = ("b",)

PARAMS = (
    click.Argument(["location"]),
    click.Option(
        ["--if", "condition"], default="", metavar="EXPR", help="Stop only where this holds."
    ),
    click.Option(
        ["--hit"], default="", metavar="N", help="Stop from the Nth hit on; or '== N', '% N'."
    ),
    click.Option(["--log"], default="", metavar="TEXT", help="Write TEXT and run on."),
    click.Option(["--temporary", "-T"], is_flag=True, help="Take it away when it was hit."),
    click.Option(["--text"], default="", metavar="TEXT", help="The line that holds TEXT."),
    click.Option(["--near"], type=int, default=0, metavar="N", help="The one next to line N."),
    click.Option(["--expect"], default="", metavar="TEXT", help="Refuse if it is not there."),
)


class Request(msgspec.Struct, kw_only=True):
    """Where, and when."""

    location: str
    condition: str = ""
    hit: str | int = ""
    log: str = ""
    temporary: bool = False
    text: str = ""
    near: int = 0
    expect: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The breakpoint as it is bound now."""

    session: str
    breakpoint: Listed
    note: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Set it; tell where it bound."""
    session = hub.session()
    sessions.need_live(session, "set a breakpoint")
    hit, hits = hit_counts.read(str(request.hit))
    async with session.turn:
        place = await _place(request, hub, session)
        if request.condition and session.state == "stopped":
            why = await evaluating.parses(hub, session, request.condition)
            if why:
                raise BadCondition(condition=request.condition, why=why, location=request.location)
        record = breakpoints.add(
            session,
            place,
            text=request.location,
            terms=breakpoints.Terms(
                condition=request.condition,
                hit=hit,
                hits=hits,
                log=request.log,
                temporary=request.temporary,
            ),
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


async def _place(request: Request, hub: Keyhole, session: Session) -> Location:
    """Return where it is wanted.

    Raises:
        BadLocation, LineBeyondEnd, NoSuchFile, NoSuchText, LineSays: it is nowhere.
        NoAddress, NoMemory: an address at which nothing is.
    """
    files = await frames.files(hub, session)
    if request.text:
        path = locations.file(request.location, hub.caller, *files)
        return Location(path=path, line=anchors.find(path, request.text, request.near))
    place = locations.read(request.location, hub.caller, *files)
    if place.function:
        return Location(function=await frames.function(hub, session, place.function))
    if request.expect and place.line:
        anchors.expect(place.path, place.line, request.expect)
    if place.address:
        sessions.need_stopped(session, "set a breakpoint at an address")
        frame = await frames.selected(hub, session)
        address = await addresses.read(hub, session, place.address, frame)
        await addresses.need_mapped(hub, session, address)
        return Location(address=address)
    return place


def render(reply: Reply, look: Look) -> str:
    """Return one line, and a note where it is not as asked."""
    note = f"note: {reply.note}\n" if reply.note else ""
    return line(reply.breakpoint, look) + "\n" + note
