"""Commands of the debugger's own console that move the program."""

from __future__ import annotations

from ..protocol.dap import Evaluated
from ..protocol.errors.adapter import AdapterRefused
from . import evaluating, frames
from .keyhole import Keyhole
from .state import Session


async def refusal(hub: Keyhole, session: Session, text: str) -> str:
    """Have a command carried out in the innermost frame; return why it was not, empty = it was."""
    frame = await frames.selected(hub, session, 0)
    context = session.profile.console_context
    asked = {"expression": text, "frameId": frame.id, "context": context}
    try:
        said = (await hub.dap(session, "evaluate", Evaluated, asked)).result
    except AdapterRefused as error:
        return evaluating.cleaned(str(error.facts.get("why", "")))
    # lldb's console calls every command answered, and says so in the text.
    return evaluating.cleaned(said) if "error:" in said else ""
