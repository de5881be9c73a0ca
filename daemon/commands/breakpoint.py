"""List, add, remove, enable or disable breakpoints.

Examples:
  daebug breakpoint list
  daebug breakpoint remove 2
  daebug breakpoint disable all
  daebug breakpoint add main.c:42
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import BadUsage
from .. import breakpoints
from ..breakpoint_list import Listed, line, listed
from ..keyhole import Keyhole
from ..look import Look
from ..state import Session
from . import break_

TOPIC = "breakpoints"
ALIASES = ("bp", "breakpoints")

ACTIONS = ("list", "add", "remove", "enable", "disable")

PARAMS = (
    click.Argument(["action"], type=click.Choice(ACTIONS), default="list", required=False),
    click.Argument(["which"], nargs=-1),
    *break_.PARAMS[1:],
)


class Request(msgspec.Struct, kw_only=True):
    """What to do with which: numbers, ``all``, or a location to add."""

    action: str = "list"
    which: list[str] = []
    condition: str = ""
    hit: str | int = ""
    log: str = ""
    temporary: bool = False
    text: str = ""
    near: int = 0
    expect: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """All breakpoints as they are now."""

    session: str
    breakpoints: list[Listed]
    notes: list[str] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Do it; answer with the list."""
    session = hub.session()
    notes: list[str] = []
    if request.action == "add":
        if len(request.which) != 1:
            raise BadUsage(why="add takes one location", command="daebug breakpoint")
        added = break_.Request(
            location=request.which[0],
            condition=request.condition,
            hit=request.hit,
            log=request.log,
            temporary=request.temporary,
            text=request.text,
            near=request.near,
            expect=request.expect,
        )
        note = (await break_.run(added, hub)).note
        notes += [note] if note else []
    elif request.action != "list":
        await _change(request, hub, session)
    return Reply(
        session=session.name,
        breakpoints=[listed(record) for record in session.breakpoints.values()],
        notes=notes,
    )


async def _change(request: Request, hub: Keyhole, session: Session) -> None:
    """Remove, enable or disable, and send the rest to the adapter."""
    async with session.turn:
        for number in _numbers(request, session):
            record = breakpoints.find(session, number)
            if request.action == "remove":
                del session.breakpoints[number]
            else:
                record.enabled = request.action == "enable"
        if session.live:
            await breakpoints.sync(hub, session)


def _numbers(request: Request, session: Session) -> list[int]:
    """Return the numbers that are meant.

    Raises:
        BadUsage: no number, or a word that is none.
    """
    if request.which == ["all"]:
        return list(session.breakpoints)
    if not request.which or not all(word.isdigit() for word in request.which):
        why = f"{request.action} takes breakpoint numbers, or all"
        raise BadUsage(why=why, command="daebug breakpoint")
    numbers = [int(word) for word in request.which]
    for number in numbers:
        breakpoints.find(session, number)
    return numbers


def render(reply: Reply, look: Look) -> str:
    """Return a line each."""
    lines = [line(item, look) for item in reply.breakpoints] or ["no breakpoints"]
    return "\n".join([*lines, *(f"note: {note}" for note in reply.notes)]) + "\n"
