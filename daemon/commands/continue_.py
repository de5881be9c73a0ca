"""Let the program run until it stops or ends.

The answer is the stop: where, source, variables, stack, new output.  A program
that still runs when the time is up is no error; daebug await goes on waiting.

Examples:
  daebug continue
  daebug continue --timeout 5
  daebug c --no-wait
"""

from __future__ import annotations

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "run"
ALIASES = ("c", "cont")

PARAMS = WAITING


class Request(Waiting, kw_only=True):
    """How long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Run on; answer with the next stop."""
    session = hub.session()
    await running.resume(hub, session, "continue", {})
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
