"""Run one machine instruction, over a call if it is one.

Examples:
  daebug nexti
  daebug nexti --count 10
"""

from __future__ import annotations

from .. import show, stepping
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import COUNT, RUNNING, Counted

TOPIC = "run"
ALIASES = ("ni",)

PARAMS = (COUNT, *RUNNING)


class Request(Counted, kw_only=True):
    """How many, and how long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step over by one instruction; answer with the stop.

    Raises:
        NotSupported: the adapter steps by statement only.
    """
    session = hub.session()
    how = stepping.by_instruction(session)
    return await stepping.steps(
        hub,
        session,
        "next",
        how,
        count=request.count,
        wait_s=request.wait_s(hub),
        alone=request.thread,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
