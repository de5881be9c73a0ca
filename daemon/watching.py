"""Data breakpoints: how an adapter names a place in memory, and what changed there."""

from __future__ import annotations

from typing import Any

from ..protocol import dap
from ..protocol.dap import DataBreakpointInfo, StackFrame
from ..protocol.errors import DaebugError
from . import addresses, evaluating, frames, secrets, snapshot
from .keyhole import Keyhole
from .state import Session


async def place(
    hub: Keyhole, session: Session, text: str, frame: StackFrame, size: int
) -> DataBreakpointInfo:
    """Return the adapter's name for the memory that ``text`` stands for.

    By address where the adapter takes one (anything that has a place can be
    watched then), else as a variable of the frame.

    Raises:
        NotSupported: no data breakpoints.
        CantEvaluate, NoAddress: it is no expression, or nowhere.
    """
    if session.capabilities.get("supportsDataBreakpointBytes"):
        reference, width = await _address(hub, session, text, frame, size)
        asked: dict[str, Any] = {"name": reference, "asAddress": True, "bytes": width}
        return await hub.dap(session, "dataBreakpointInfo", DataBreakpointInfo, asked)
    asked = {"name": text, "frameId": frame.id}
    for scope in await snapshot.scopes(hub, session, frame):
        if scope.expensive:
            continue
        request = {"variablesReference": scope.variables_reference}
        answer = await hub.dap(session, "variables", dap.Variables, request)
        if any(one.name == text for one in answer.variables):
            asked = {"name": text, **request}
            break
    return await hub.dap(session, "dataBreakpointInfo", DataBreakpointInfo, asked)


async def _address(
    hub: Keyhole, session: Session, text: str, frame: StackFrame, size: int
) -> tuple[str, int]:
    """Return address and width in bytes of what ``text`` stands for."""
    if text[:1].isdigit():
        return await addresses.read(hub, session, text, frame), size or 8
    reference = await addresses.read(hub, session, f"&({text})", frame)
    if size:
        return reference, size
    width = await evaluating.evaluate(hub, session, f"sizeof({text})", frame)
    return reference, int(width.result) if width.result.isdigit() else 4


async def value(hub: Keyhole, session: Session, text: str, frame: StackFrame) -> str:
    """Return the value of what is watched, as text; empty where it can't be read now."""
    if text[:1].isdigit():
        return ""
    try:
        found = await evaluating.evaluate(hub, session, text, frame)
        return secrets.masked(text, found.result)
    except DaebugError:
        return ""


async def changes(hub: Keyhole, session: Session) -> list[str]:
    """Return what changed of what was watched and hit, and note its value for the next time."""
    told = []
    for number in session.stop.breakpoints if session.stop else []:
        record = session.breakpoints.get(number)
        if record is None or not record.wanted.data:
            continue
        frame = await frames.selected(hub, session)
        after = await value(hub, session, record.location, frame)
        if after and record.value and after != record.value:
            told.append(f"{record.location}: {record.value} -> {after}")
        elif after:
            told.append(f"{record.location}: {after}")
        record.value = after or record.value
    return told
