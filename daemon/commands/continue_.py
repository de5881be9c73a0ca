"""Let the program run until it stops or ends.

The answer is the stop: where, source, variables, stack, new output.  A program
that still runs when the time is up is no error; daebug await goes on waiting.
Breakpoints can be set and removed in the same call.  With --thread the other
threads wait.

Examples:
  daebug continue
  daebug c --timeout 5 --no-wait
  daebug continue --break main.c:42 --remove 2
  daebug continue --until main.c:50
  daebug continue --thread 3
"""

from __future__ import annotations

import click

from ...protocol.errors.usage import BadUsage
from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import RUNNING, Running
from . import break_, until
from . import breakpoint as breakpoints

TOPIC = "run"
ALIASES = ("c", "cont")

PARAMS = (
    click.Option(["--break", "-b", "breaks"], multiple=True, metavar="LOC", help="Set this first."),
    click.Option(["--remove", "-d"], multiple=True, metavar="N", help="Remove this first."),
    click.Option(["--until", "-u"], default="", metavar="LOC", help="Stop there, this once."),
    *RUNNING,
)


class Request(Running, kw_only=True):
    """What to change first, which thread alone, and how long to wait."""

    breaks: list[str] = []
    remove: list[str] = []
    until: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Run on; answer with the next stop.

    Raises:
        BadUsage: a number to remove that is none.
        DaebugError: of a breakpoint; the program is still stopped.
    """
    session = hub.session()
    if not all(number.isdigit() for number in request.remove):
        raise BadUsage(why="--remove takes breakpoint numbers", command="daebug continue")
    if request.remove:
        gone = breakpoints.Request(action="remove", which=list(request.remove))
        await breakpoints.run(gone, hub)
    for location in request.breaks:
        made = await break_.run(break_.Request(location=location), hub)
        session.notes += [made.note] if made.note else []
    if request.until:
        there = until.Request(
            location=request.until,
            thread=request.thread,
            timeout=request.timeout,
            no_wait=request.no_wait,
        )
        return await until.run(there, hub)
    await running.resume(hub, session, "continue", {}, alone=request.thread)
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
