"""Show the stack of the selected thread, without runtime frames.

Examples:
  daebug backtrace
  daebug bt --all
  daebug bt --thread 3 --limit 50
"""

from __future__ import annotations

import click
import msgspec

from .. import frames, sessions, show
from ..answers import Frame
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL

TOPIC = "look"
ALIASES = ("bt", "stack")

#: Frames shown unless --all or --limit says otherwise.
LIMIT = 20

#: Frames asked for by --all: a runaway recursion has more, and is told.
MOST = 1000

PARAMS = (
    ALL,
    click.Option(["--limit", "-n"], type=int, default=LIMIT, metavar="N", help="Frames to show."),
    click.Option(["--thread"], type=int, metavar="N", help="Another thread."),
)


class Request(msgspec.Struct, kw_only=True):
    """How much, and of which thread."""

    all: bool = False
    limit: int = LIMIT
    thread: int | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The frames, innermost first."""

    session: str
    thread: int | None
    frames: list[Frame]
    #: Frames that are not shown; -1 = more, not counted.
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the stack."""
    session = hub.session()
    sessions.need_stopped(session, "show the stack")
    thread = session.thread_id if request.thread is None else request.thread
    levels = MOST if request.all else max(1, request.limit)
    async with session.turn:
        found, below = await frames.stack(hub, session, levels=levels, thread=thread)
    chosen = session.frame if thread == session.thread_id else 0
    told = [frames.told(f, n, session.profile, chosen) for n, f in enumerate(found)]
    if not request.all:
        told = [frame for frame in told if not frame.runtime or frame.selected] or told
    return Reply(session=session.name, thread=thread, frames=told, left_out=below)


def render(reply: Reply, look: Look) -> str:
    """Return a line a frame."""
    return show.stack(reply.frames, reply.left_out, look) + "\n"
