"""Expressions that every stop shows."""

from __future__ import annotations

from ..protocol.dap import StackFrame
from ..protocol.errors import DaebugError
from . import evaluating
from .answers import Value
from .keyhole import Keyhole
from .state import Session


async def values(hub: Keyhole, session: Session, frame: StackFrame) -> list[Value]:
    """Return the displayed expressions in ``frame``; what can't be evaluated says why."""
    shown = []
    for number, text in session.displays.items():
        try:
            found = await evaluating.value(hub, session, text, frame=frame, whole=False)
        except DaebugError as error:
            found = Value(name=text, value=f"({error.facts.get('why', error.text)})")
        found.name = f"{number}: {text}"
        shown.append(found)
    return shown
