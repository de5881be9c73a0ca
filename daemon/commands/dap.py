"""Send one request of the Debug Adapter Protocol, and print what it answers.

For what no verb of ours covers.  A request whose capability the adapter does
not announce is refused: adapters hang or die on those.

Examples:
  daebug dap threads
  daebug dap variables '{"variablesReference": 1}'
  daebug dap capabilities
"""

from __future__ import annotations

import json
from typing import Any

import click
import msgspec

from ...protocol.errors.usage import BadUsage
from .. import sessions
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"

PARAMS = (
    click.Argument(["request"], metavar="REQUEST"),
    click.Argument(["arguments"], required=False, default="", metavar="[JSON]"),
)

#: Requests that begin or end a session, or change what we count: each has a verb of ours.
OURS = {
    "initialize": "daebug start",
    "launch": "daebug start",
    "attach": "daebug attach",
    "configurationDone": "daebug start",
    "disconnect": "daebug stop",
    "terminate": "daebug stop",
    "restart": "daebug restart",
    "setBreakpoints": "daebug break",
    "setFunctionBreakpoints": "daebug break",
    "setDataBreakpoints": "daebug watch",
    "setInstructionBreakpoints": "daebug break",
    "setExceptionBreakpoints": "daebug catch",
    "continue": "daebug continue",
    "next": "daebug next",
    "stepIn": "daebug step",
    "stepOut": "daebug finish",
    "stepBack": "daebug step-back",
    "reverseContinue": "daebug reverse-continue",
    "goto": "daebug goto",
    "restartFrame": "daebug restart-frame",
    "pause": "daebug pause",
}


class Request(msgspec.Struct, kw_only=True):
    """The request's name, and its arguments: JSON text, or an object."""

    request: str
    arguments: str | dict[str, Any] = ""


class Reply(msgspec.Struct, kw_only=True):
    """The body of the adapter's answer."""

    session: str
    body: dict[str, Any]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Send it.

    Raises:
        BadUsage: the arguments are no JSON object, or a verb of ours keeps count of it.
        NotSupported, AdapterRefused, AdapterSilent: as the adapter says.
    """
    session = hub.session()
    if request.request == "capabilities":
        return Reply(session=session.name, body=dict(session.capabilities))
    sessions.need_live(session, f"send {request.request}")
    if verb := OURS.get(request.request):
        why = f"{request.request} changes what Daebug keeps count of; use {verb}"
        raise BadUsage(why=why, command=verb)
    arguments = _object(request.arguments)
    async with session.turn:
        body = await hub.dap(session, request.request, dict[str, Any], arguments)
    return Reply(session=session.name, body=body)


def _object(given: str | dict[str, Any]) -> dict[str, Any]:
    """Return the arguments as an object."""
    if isinstance(given, dict):
        return given
    try:
        found = json.loads(given or "{}")
    except ValueError as error:
        raise BadUsage(why=f"the arguments are no JSON: {error}", command="daebug dap") from error
    if not isinstance(found, dict):
        raise BadUsage(why="the arguments are no JSON object", command="daebug dap")
    return found


def render(reply: Reply, look: Look) -> str:
    """Return the body as JSON, indented."""
    return json.dumps(reply.body, indent=2, ensure_ascii=False) + "\n"
