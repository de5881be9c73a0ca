"""Wait for the next stop or the end of the program.

A stop that came before is answered at once.  Time up is an answer too:
running, exit status 0; the later stop is kept for the next await.

Examples:
  daebug await --timeout 60
  daebug await --session worker
"""

from __future__ import annotations

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import TIMEOUT, Waiting

TOPIC = "run"
ALIASES = ("wait",)

PARAMS = (TIMEOUT,)


class Request(Waiting, kw_only=True):
    """How long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Wait; answer with the stop, the end, or ``running``."""
    return await running.outcome(hub, hub.session(), request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
