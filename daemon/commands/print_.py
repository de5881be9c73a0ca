"""Evaluate an expression in the selected frame, or open an @ref.

The expression is one of the program's language.  Assignments work where the
debugger takes them; daebug set is the sure way.

Examples:
  daebug print 'total + 1'
  daebug p point.x --frame 1
  daebug print @v3 --all
  daebug print 'numbers[10:20]' --hex
  daebug p total --thread 3
  daebug p names --raw
"""

from __future__ import annotations

import click
import msgspec

from .. import evaluating, frames, numbers, sessions, show
from ..answers import Value
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, BASE, FRAME, REVEAL, THREAD, frame_number

TOPIC = "look"
ALIASES = ("p",)
TAKES_DASHES = True

PARAMS = (
    click.Argument(["expression"], nargs=-1, required=True),
    *BASE,
    click.Option(["--raw"], is_flag=True, help="As it is in memory, in the debugger's words."),
    REVEAL,
    FRAME,
    THREAD,
    ALL,
)


class Request(msgspec.Struct, kw_only=True):
    """An expression (words are joined by blanks), where, and how much of it."""

    expression: list[str] | str
    #: ``hex``, ``bin``, ``dec``; None = as the debugger writes integers.
    base: str | None = None
    raw: bool = False
    reveal: bool = False
    frame: str | None = None
    thread: int | None = None
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
        frame = await frames.selected(
            hub, session, frame_number(request.frame), thread=request.thread
        )
        if request.raw:
            found = await evaluating.raw(hub, session, text, frame, reveal=request.reveal)
            return Reply(session=session.name, value=found)
        found = await evaluating.value(
            hub, session, text, frame=frame, whole=request.all, reveal=request.reveal
        )
    return Reply(session=session.name, value=based(found, request.base or ""))


def based(value: Value, base: str) -> Value:
    """Return ``value`` with the integers in it and in its parts in ``base``."""
    if not base:
        return value
    return msgspec.structs.replace(
        value,
        value=numbers.written(value.value, base, value.type),
        parts=[based(part, base) for part in value.parts],
    )


def render(reply: Reply, look: Look) -> str:
    """Return ``name: type = value``."""
    return "\n".join(show.value(reply.value, 0)) + "\n"
