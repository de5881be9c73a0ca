"""Let the program run on without the debugger.

Examples:
  daebug detach
  daebug detach --session server
"""

from __future__ import annotations

import msgspec

from .. import opening, sessions
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "session"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Reply(msgspec.Struct, kw_only=True):
    """The process that runs on."""

    session: str
    pid: int


async def run(request: Request, hub: Keyhole) -> Reply:
    """Leave the process running."""
    session = hub.session()
    sessions.need_live(session, "detach")
    await opening.close(hub, session, terminate=False)
    return Reply(session=session.name, pid=session.pid)


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return f"{reply.session}: detached; process {reply.pid} runs on\n"
