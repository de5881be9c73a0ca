"""Open a core file: the stack, variables and memory of a program that crashed.

Nothing can be run on; all that looks works: backtrace, print, memory.

Examples:
  daebug core ./prog core.4242
  daebug core ./prog core --adapter gdb
"""

from __future__ import annotations

import os

import click

from ...protocol.orders import CoreFile
from .. import existing, opening, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "session"

PARAMS = (
    click.Argument(["program"]),
    click.Argument(["core"]),
    click.Option(["--adapter"], default="", metavar="NAME", help="Not the one for the program."),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """The program and what it left."""

    program: str
    core: str
    adapter: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Open it; answer with the place of the crash.

    Raises:
        NoSuchFile: the program or the core is not there.
        AttachFailed: it is no core file, or not of that program.
    """
    program = existing.file(hub.caller.path(request.program))
    target = CoreFile(program=program, core=existing.file(hub.caller.path(request.core)))
    title = f"{os.path.basename(program)}-core"
    async with opening.entered(hub, target, adapter=request.adapter, title=title) as session:
        await opening.bring_up(hub, session)
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
