"""The reverse request ``runInTerminal``: a program in a terminal of ours.

DAP: https://microsoft.github.io/debug-adapter-protocol/specification#Reverse_Requests_RunInTerminal
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..protocol.orders import Launch
from . import terminal
from .input import END_OF_INPUT, Input

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
    made = terminal.terminal()
    theirs = (made.theirs, made.theirs, made.theirs)
    cwd = str(arguments.get("cwd") or "")
    try:
        child = terminal.spawn(terminal.inside(words), cwd=cwd, env=env, streams=theirs)
    except OSError as error:
        os.close(made.ours)
        return str(error)
    finally:
        os.close(made.theirs)
    debuggee.output.add("stdout", made.ours, skip=CLEAR)
    debuggee.input = Input(session.name, made.ours, end=END_OF_INPUT)
    debuggee.identify(child.pid, child)
    return {"processId": child.pid}
