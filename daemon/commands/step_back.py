"""Run back to the line before, where the debugger has recorded.

Examples:
  daebug step-back
  daebug sb --timeout 5
"""

from __future__ import annotations

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "run"
ALIASES = ("sb",)

PARAMS = WAITING


class Request(Waiting, kw_only=True):
    """How long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Run backwards; answer with the stop.

    Raises:
        NotSupported: the debugger can't run backwards.
    """
    session = hub.session()
    await running.resume(hub, session, "stepBack", {})
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
