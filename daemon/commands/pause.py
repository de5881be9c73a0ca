"""Stop the running program where it is.

A program that is stopped already is answered with its stop.

Examples:
  daebug pause
  daebug pause --session server
"""

from __future__ import annotations

from .. import frames, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "run"

PARAMS = WAITING


class Request(Waiting, kw_only=True):
    """How long to wait."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Pause; answer with the stop."""
    session = hub.session()
    sessions.need_live(session, "pause")
    if session.state == "stopped":
        answer = await running.here(hub, session)
        answer.notes.insert(0, "it was stopped already")
        return answer
    thread = await frames.any_thread(hub, session)
    await hub.dap(session, "pause", running.Empty, {"threadId": thread})
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
