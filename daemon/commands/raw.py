"""Give the debugger's own console a command, and print what it says.

Examples:
  daebug raw 'image list'
  daebug raw 'thread info'
  daebug raw 'info signals' --session prog
"""

from __future__ import annotations

from typing import Any

import click
import msgspec

from ...protocol import dap
from ...protocol.errors.adapter import AdapterRefused
from ...protocol.errors.programs import CantEvaluate
from .. import evaluating, frames, sessions
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"
TAKES_DASHES = True

PARAMS = (click.Argument(["command"], nargs=-1, required=True),)


class Request(msgspec.Struct, kw_only=True):
    """A command of the debugger (words are joined by blanks)."""

    command: list[str] | str


class Reply(msgspec.Struct, kw_only=True):
    """What it printed."""

    session: str
    text: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Evaluate it in DAP's ``repl`` context, where adapters take their own commands.

    Raises:
        CantEvaluate: the debugger refuses it.
    """
    session = hub.session()
    sessions.need_live(session, "talk to its console")
    words = request.command
    text = words if isinstance(words, str) else " ".join(words)
    asked: dict[str, Any] = {
        "expression": session.profile.console_prefix + text,
        "context": session.profile.console_context,
    }
    async with session.turn:
        if session.state == "stopped":
            asked["frameId"] = (await frames.selected(hub, session)).id
        try:
            found = await hub.dap(session, "evaluate", dap.Evaluated, asked)
        except AdapterRefused as error:
            why = evaluating.cleaned(str(error.facts.get("why", "")))
            raise CantEvaluate(expression=text, why=why, fix="daebug raw help") from error
    if found.result.startswith("error: "):
        # lldb's console calls every command answered, and says so in the text.
        why = evaluating.cleaned(found.result)
        raise CantEvaluate(expression=text, why=why, fix="daebug raw help")
    return Reply(session=session.name, text=found.result)


def render(reply: Reply, look: Look) -> str:
    """Return it as it came, with one line end."""
    return reply.text.rstrip("\n") + "\n"
