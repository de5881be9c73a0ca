"""Open a core file: the stack, variables and memory of a program that crashed.

Nothing can be run on; all that looks works: backtrace, print, memory.

Examples:
  daebug core ./prog core.4242
  daebug core ./prog core --adapter gdb
"""

from __future__ import annotations

import os

import click

from ...protocol.config import near
from ...protocol.errors import DaebugError
from ...protocol.errors.usage import NoSuchFile
from ...protocol.orders import CoreFile
from .. import opening, running, show
from ..answers import Outcome
from ..keyhole import Caller, Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "session"

PARAMS = (
    click.Argument(["program"]),
    click.Argument(["core"]),
    click.Option(["--adapter"], default="", metavar="NAME", help="lldb-dap (default) or gdb."),
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
    program = _file(request.program, hub.caller)
    target = CoreFile(program=program, core=_file(request.core, hub.caller))
    title = f"{os.path.basename(program)}-core"
    session = await opening.enter(hub, target, adapter=request.adapter, title=title)
    try:
        await opening.bring_up(hub, session)
    except DaebugError:
        opening.forget(hub, session)
        raise
    return await running.outcome(hub, session, request.wait_s(hub))


def _file(name: str, caller: Caller) -> str:
    """Return the absolute path of a file that is there."""
    path = caller.path(name)
    if os.path.isfile(path):
        return path
    folder = os.path.dirname(path)
    entries = os.listdir(folder) if os.path.isdir(folder) else []
    raise NoSuchFile(path=path, near=near(os.path.basename(path), entries), folder=folder)


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
