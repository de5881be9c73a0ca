"""Attach to a running process and stop it (or not: --no-stop).

daebug detach leaves it running.

Examples:
  daebug attach 4242
  daebug attach 4242 --no-stop --session server
"""

from __future__ import annotations

import click

from ...protocol.errors import DaebugError
from ...protocol.orders import Attach
from .. import opening, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting
from ..processes import process_name

TOPIC = "session"

PARAMS = (
    click.Argument(["pid"], type=click.IntRange(min=1)),
    click.Option(["--no-stop"], is_flag=True, help="Let the process run on."),
    click.Option(["--adapter"], default="", metavar="NAME", help="One that daebug adapters lists."),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """A process by its id."""

    pid: int
    no_stop: bool = False
    adapter: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Attach; answer with the stop, or ``running``."""
    target = Attach(pid=request.pid, stop=not request.no_stop)
    title = process_name(request.pid) or str(request.pid)
    session = await opening.enter(hub, target, adapter=request.adapter, title=title)
    session.pid = request.pid
    try:
        await opening.bring_up(hub, session)
    except DaebugError:
        opening.forget(hub, session)
        raise
    wait_s = 0.0 if request.no_stop else request.wait_s(hub)
    return await running.outcome(hub, session, wait_s)


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
