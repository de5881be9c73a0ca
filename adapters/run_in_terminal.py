"""The reverse request ``runInTerminal``: a program in a terminal of ours.

DAP: https://microsoft.github.io/debug-adapter-protocol/specification#Reverse_Requests_RunInTerminal
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..protocol.orders import Launch
from . import streams

if TYPE_CHECKING:
    from .session import Session


#: lldb-dap 22 clears the screen before the program starts.
CLEAR = b"\x1b[H\x1b[2J\x1b[3J"


def run(session: Session, arguments: dict[str, Any]) -> dict[str, Any] | str:
    """Start ``args`` in a new terminal; return the answer's body, or why it failed."""
    debuggee, target = session.plan.debuggee, session.order.target
    words = [str(word) for word in arguments.get("args") or []]
    env = dict(target.env) if isinstance(target, Launch) else {}
    for name, value in (arguments.get("env") or {}).items():
        env.pop(name, None)
        if value is not None:
            env[name] = str(value)
    cwd = str(arguments.get("cwd") or "")
    try:
        outputs = streams.start(debuggee, words, cwd=cwd, env=env, tty=True)
    except OSError as error:
        return str(error)
    for stream, fd in outputs:
        debuggee.output.add(stream, fd, skip=CLEAR)
    return {"processId": debuggee.pid}
