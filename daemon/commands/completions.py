"""List how an expression can go on, as the debugger knows it.

Examples:
  daebug completions 'where.'
  daebug completions to
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import dap
from .. import frames, sessions
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number

TOPIC = "look"
TAKES_DASHES = True

#: Words of one answer.
MOST = 200

PARAMS = (click.Argument(["text"]), FRAME)


class Request(msgspec.Struct, kw_only=True):
    """What was typed so far; the cursor is at its end."""

    text: str
    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The words that may follow."""

    session: str
    completions: list[str]
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter."""
    session = hub.session()
    sessions.need_stopped(session, "complete")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        before = session.profile.completion_prefix
        text = before + request.text
        asked = {"frameId": frame.id, "text": text, "column": len(text) + 1}
        answer = await hub.dap(session, "completions", dap.Completions, asked)
    found = ((one.text or one.label).removeprefix(before) for one in answer.targets)
    words = list(dict.fromkeys(found))
    # gdb begins with what all have in common, which may be no name.
    words = [word for word in words if word != request.text] or words
    return Reply(session=session.name, completions=words[:MOST], left_out=max(0, len(words) - MOST))


def render(reply: Reply, look: Look) -> str:
    """Return a line each."""
    lines = [*reply.completions] or ["nothing follows"]
    if reply.left_out:
        lines.append(f"({reply.left_out} more: type more of the name)")
    return "\n".join(lines) + "\n"
