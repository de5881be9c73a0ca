"""Show the exception or signal that the program stopped for, with its stack.

Examples:
  daebug exception
  daebug exception --json
"""

from __future__ import annotations

import msgspec

from ...protocol import dap
from ...protocol.facts import Stopped
from .. import sessions
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Of the selected thread."""


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The exception's type, words and stack, as far as the adapter tells them."""

    session: str
    reason: str
    id: str = ""
    type: str = ""
    message: str = ""
    #: ``never``, ``always``, ``unhandled`` or ``userUnhandled``.
    mode: str = ""
    stack: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter; without an exception the stop's reason is the answer."""
    session = hub.session()
    sessions.need_stopped(session, "show the exception")
    stop = session.stop
    if stop is None:
        return Reply(session=session.name, reason="")
    if stop.reason != "exception":
        ended_by = stop.text or stop.description if stop.reason == "core" else ""
        return Reply(session=session.name, reason=stop.reason, message=ended_by)
    said = stop.text or stop.description
    if said and not session.capabilities.get("supportsExceptionInfoRequest"):
        return Reply(session=session.name, reason=stop.reason, message=said)
    asked = {"threadId": session.thread_id}
    async with session.turn:
        info = await hub.dap(session, "exceptionInfo", dap.ExceptionInfo, asked)
    details = info.details or dap.ExceptionDetails()
    return Reply(
        session=session.name,
        reason=stop.reason,
        id=info.exception_id,
        type=details.full_type_name or details.type_name or "",
        message=details.message or _described(info, stop),
        mode=info.break_mode or "",
        stack=details.stack_trace or "",
    )


def _described(info: dap.ExceptionInfo, stop: Stopped) -> str:
    """Return an exception's words; a breakpoint's number, as LLDB has it, is none."""
    said = info.description or ""
    if said and not said.startswith("breakpoint "):
        return said
    return stop.text or stop.description or said


def render(reply: Reply, look: Look) -> str:
    """Return type and words, then the stack."""
    if reply.reason == "core" and reply.message:
        return look.paint(reply.message, "red") + "\n"
    if reply.reason != "exception":
        return f"no exception: the program stopped for another reason ({reply.reason})\n"
    name = reply.type or reply.id
    head = f"{name}: {reply.message}" if reply.message and name else name or reply.message
    mode = f"  ({reply.mode})" if reply.mode else ""
    stack = f"\n{reply.stack.rstrip()}" if reply.stack else ""
    return look.paint(head, "red") + mode + stack + "\n"
