"""The tasks of asyncio: what runs in turns within one thread of a stopped Python program."""

from __future__ import annotations

import ast

import msgspec

from ..protocol.dap import Evaluated
from ..protocol.errors import DaebugError
from . import frames
from .keyhole import Keyhole
from .state import Session


class Task(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One task, and its innermost own coroutine."""

    name: str
    #: ``running``, ``waiting``, or ``ready`` to run next.
    state: str
    function: str = ""
    file: str = ""
    line: int = 0
    #: ``task NAME``, or the future as the program writes it; empty = nothing.
    waits: str = ""


async def tasks(hub: Keyhole, session: Session) -> list[Task]:
    """Return the tasks by name; none where the program has none, or can't be asked here."""
    if not session.profile.tasks_expression:
        return []
    try:
        # Another thread may be in code that is no Python, and can't be asked.
        thread = session.stop.thread_id if session.stop else None
        frame = await frames.selected(hub, session, 0, thread=thread)
        asked = {
            "expression": session.profile.tasks_expression,
            "frameId": frame.id,
            # The whole text: debugpy cuts it in any other context.
            "context": "clipboard",
        }
        said = (await hub.dap(session, "evaluate", Evaluated, asked)).result
        text = ast.literal_eval(said) if said[:1] in "'\"" else said
        return msgspec.json.decode(text, type=list[Task])
    except (DaebugError, msgspec.DecodeError, ValueError, SyntaxError):
        return []
