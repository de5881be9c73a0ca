"""Let commands in this folder mean one session from now on.

Examples:
  daebug use server
  daebug use --json worker
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.sessions import NoSuchSession
from .. import used
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "session"

PARAMS = (click.Argument(["name"]),)


class Request(msgspec.Struct, kw_only=True):
    """Which session."""

    name: str


class Reply(msgspec.Struct, kw_only=True):
    """What is meant where."""

    session: str
    state: str
    folder: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Take it.

    Raises:
        NoSuchSession: there is none of that name.
    """
    sessions = hub.state.sessions
    if request.name not in sessions:
        there = ", ".join(sessions) or "none"
        raise NoSuchSession(session=request.name, sessions=there)
    used.take(hub.state, hub.caller.cwd, request.name)
    return Reply(session=request.name, state=sessions[request.name].state, folder=hub.caller.cwd)


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return f"commands in {reply.folder} mean {reply.session} ({reply.state})\n"
