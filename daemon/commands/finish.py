"""Run until this function returns to its caller.

Examples:
  daebug finish
  daebug out --timeout 10
  daebug finish --thread 3
"""

from __future__ import annotations

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import RUNNING, Running

TOPIC = "run"
ALIASES = ("out",)

PARAMS = RUNNING


class Request(Running, kw_only=True):
    """Which thread alone, and how long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step out; answer with the stop."""
    session = hub.session()
    await running.resume(hub, session, "stepOut", {}, alone=request.thread)
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
