"""List the source files that the debugger knows.

Examples:
  daebug sources
  daebug sources parse
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import dap
from .. import sessions
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL

TOPIC = "look"

#: Files of one answer without --all.
MOST = 100

PARAMS = (click.Argument(["name"], required=False, default=""), ALL)


class Request(msgspec.Struct, kw_only=True):
    """A part of the path; empty = every one."""

    name: str = ""
    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The paths."""

    session: str
    sources: list[str]
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter."""
    session = hub.session()
    sessions.need_live(session, "list sources")
    answer = await hub.dap(session, "loadedSources", dap.LoadedSources, {})
    wanted = request.name.lower()
    paths = sorted({one.path or one.name or "" for one in answer.sources} - {""})
    found = [path for path in paths if wanted in path.lower()]
    shown = found if request.all else found[:MOST]
    return Reply(session=session.name, sources=shown, left_out=len(found) - len(shown))


def render(reply: Reply, look: Look) -> str:
    """Return a line each."""
    lines = [*reply.sources] or ["no such source"]
    if reply.left_out:
        lines.append(f"({reply.left_out} more: daebug sources --all)")
    return "\n".join(lines) + "\n"
