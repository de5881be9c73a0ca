"""Run to the next line of this function, over calls.

Examples:
  daebug next
  daebug n --timeout 60
"""

from __future__ import annotations

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "run"
ALIASES = ("n",)

PARAMS = WAITING


class Request(Waiting, kw_only=True):
    """How long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step over; answer with the stop."""
    session = hub.session()
    await running.resume(hub, session, "next", {})
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
