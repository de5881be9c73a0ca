"""List the parts of a value, page by page.

Examples:
  daebug vars @v3 --start 100 --count 50
  daebug vars numbers --indexed --count 20
"""

from __future__ import annotations

from dataclasses import replace

import click
import msgspec

from ...protocol.dap import StackFrame
from .. import evaluating, frames, paging, sessions, show, values
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, REVEAL, frame_number

TOPIC = "look"

PARAMS = (
    click.Argument(["ref"], metavar="REF"),
    click.Option(["--start"], type=click.IntRange(min=0), default=0, metavar="N", help="From N."),
    click.Option(
        ["--count", "-n"], type=click.IntRange(1, 10_000), default=50, metavar="N", help="So many."
    ),
    click.Option(["--named", "which"], flag_value="named", help="Fields only."),
    click.Option(["--indexed", "which"], flag_value="indexed", help="Elements only."),
    REVEAL,
    FRAME,
)


class Request(msgspec.Struct, kw_only=True):
    """Of what (``@v3`` or an expression), and which part of it."""

    ref: str
    start: int = 0
    count: int = 50
    which: str | None = None
    reveal: bool = False
    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The parts."""

    session: str
    variables: list[Value]
    #: The first of the next page; -1 = there is none.
    next_start: int = -1


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for one more than the page, to know whether it is the last."""
    session = hub.session()
    sessions.need_stopped(session, "show variables")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        reference, elements, within, whole = await _reference(hub, request, frame)
        which = request.which or ("indexed" if elements else "")
        found, _ = await paging.parts(
            hub,
            session,
            reference,
            start=request.start,
            count=request.count + 1,
            which=which,
            whole=whole,
        )
    limits = replace(evaluating.ONE, reveal=request.reveal)
    shown = [values.value(session, one, limits, within=within) for one in found[: request.count]]
    more = len(found) > request.count
    return Reply(
        session=session.name,
        variables=shown,
        next_start=request.start + request.count if more else -1,
    )


async def _reference(
    hub: Keyhole, request: Request, frame: StackFrame
) -> tuple[int, int, str, paging.Whole]:
    """Return DAP's reference, how many elements, where they stand, and an expression for it."""
    session = hub.session()
    if request.ref.startswith("@"):
        held = evaluating.held_value(session, request.ref)
        return held.reference, held.elements, request.ref, paging.Whole(held.expression, held.frame)
    found = await evaluating.evaluate(hub, session, request.ref, frame)
    elements, whole = values.elements_of(found), paging.Whole(request.ref, frame.id)
    return found.variables_reference, elements, f"{frame.id}/{request.ref}", whole


def render(reply: Reply, look: Look) -> str:
    """Return a line each, and how to go on."""
    lines = show.values(reply.variables, 0) or ["no parts"]
    if reply.next_start >= 0:
        lines.append(f"(more: daebug vars REF --start {reply.next_start})")
    return "\n".join(lines) + "\n"
