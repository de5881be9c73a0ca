"""List the sessions: state, program, where they were started.

Examples:
  daebug sessions
  daebug sessions --json
"""

from __future__ import annotations

import msgspec

from .. import used
from ..keyhole import Keyhole
from ..look import Look
from ..session_list import Listed, line, listed

TOPIC = "session"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Reply(msgspec.Struct, kw_only=True):
    """All sessions, oldest first."""

    sessions: list[Listed]
    #: The session taken here with ``daebug use``; empty = none.
    used: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """List them."""
    found = sorted(hub.state.sessions.values(), key=lambda s: s.started_at)
    return Reply(
        sessions=[listed(session) for session in found],
        used=used.last(hub.state, hub.caller.cwd),
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line a session."""
    lines = [("* " if s.name == reply.used else "  ") + line(s, look) for s in reply.sessions]
    return "\n".join(lines or ["no sessions; start one: daebug start ./prog"]) + "\n"
