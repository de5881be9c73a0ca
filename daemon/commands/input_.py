"""Write a line to the program's standard input.

A newline is added unless --raw.  TEXT - takes the caller's standard input.
--eof closes the program's input after it.

Examples:
  daebug input 'yes'
  daebug input --eof
  daebug input - --raw < data.bin
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import BadUsage
from ...protocol.orders import WriteInput
from .. import sessions
from ..keyhole import Keyhole
from ..look import Look
from ..state import Session

TOPIC = "streams"
TAKES_DASHES = True

#: Seconds for one write to be taken over; the bridge queues what the program does not read.
WRITE_S = 10.0

PARAMS = (
    click.Argument(["text"], required=False, default=None),
    click.Option(["--raw"], is_flag=True, help="Add no newline."),
    click.Option(["--eof"], is_flag=True, help="Close the program's input."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to write."""

    text: str | None = None
    raw: bool = False
    eof: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was handed over."""

    session: str
    bytes: int
    eof: bool = False


async def run(request: Request, hub: Keyhole) -> Reply:
    """Write it."""
    session = hub.session()
    sessions.need_live(session, "write input")
    if request.text is None and not request.eof:
        raise BadUsage(why="give TEXT, - or --eof", command="daebug input")
    count = 0
    if request.text == "-":
        while data := (await hub.stdin()).data:
            count += await _write(hub, session, data)
    elif request.text is not None:
        ending = b"" if request.raw else b"\n"
        count = await _write(hub, session, request.text.encode("utf-8", "surrogateescape") + ending)
    if request.eof:
        await hub.order("bridge", WriteInput(session=session.name, eof=True), WRITE_S)
    return Reply(session=session.name, bytes=count, eof=request.eof)


async def _write(hub: Keyhole, session: Session, data: bytes) -> int:
    await hub.order("bridge", WriteInput(session=session.name, data=data), WRITE_S)
    return len(data)


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    if reply.eof and not reply.bytes:
        return f"{reply.session}: closed its input\n"
    end = ", then closed it" if reply.eof else ""
    return f"{reply.session}: wrote {reply.bytes} bytes to its input{end}\n"
