"""Leave this function now, with a value if one is given; its rest does not run.

Examples:
  daebug return
  daebug return 42
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.adapter import NotSupported
from ...protocol.errors.programs import CantEvaluate
from .. import console, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "run"
TAKES_DASHES = True

PARAMS = (click.Argument(["value"], required=False, default=""),)


class Request(msgspec.Struct, kw_only=True):
    """The value of the call, as an expression; empty = none."""

    value: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Have the debugger's console do it; answer with the caller.

    Raises:
        NotSupported: this debugger has no such command.
        CantEvaluate: the value is of another type, or no expression.
    """
    session = hub.session()
    sessions.need_stopped(session, "return")
    command = session.profile.return_command
    if not command:
        raise NotSupported(
            adapter=session.adapter,
            request="return",
            capability="a command that leaves a function",
            instead="daebug finish",
        )
    text = command.replace("{value}", request.value).strip()
    async with session.turn:
        if why := await console.refusal(hub, session, text):
            raise CantEvaluate(expression=request.value, why=why, fix="daebug finish")
        running.moved(hub, session, "return")
    return await running.here(hub, session)


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
