"""Run to the next line of this function, over calls.

Examples:
  daebug next
  daebug n --count 5 --timeout 60
  daebug next --thread 3
"""

from __future__ import annotations

from .. import show, stepping
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import COUNT, RUNNING, Counted

TOPIC = "run"
ALIASES = ("n",)

PARAMS = (COUNT, *RUNNING)


class Request(Counted, kw_only=True):
    """How many, and how long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step over; answer with the stop."""
    session = hub.session()
    return await stepping.steps(
        hub,
        session,
        "next",
        {},
        count=request.count,
        wait_s=request.wait_s(hub),
        alone=request.thread,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
