"""Start the program again: same arguments, environment, breakpoints.

Works while it is stopped, while it runs, and after it has ended.

Examples:
  daebug restart
  daebug restart --run
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.sessions import NotRunning
from ...protocol.orders import Launch
from .. import opening, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "session"

PARAMS = (
    click.Option(["--run", "-r"], is_flag=True, help="Run; don't hold before the first line."),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """Whether to hold it."""

    run: bool = False


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Start it again; answer with the first stop.

    Raises:
        NotRunning: the session was attached to; there is nothing to start.
    """
    session = hub.session()
    if not isinstance(session.target, Launch):
        raise NotRunning(what="restart", session=session.name, state="one that was attached to")
    hold = session.target.hold and not request.run
    session.target = msgspec.structs.replace(session.target, hold=hold)
    fresh = await opening.again(hub, session)
    return await running.outcome(hub, fresh, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
