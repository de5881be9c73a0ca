"""What each DAP request of a client of a shared session does.

Looking goes to the adapter as it is; running on and breakpoints go the way of
our own commands, so that everybody's numbers and states stay right.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ...protocol.errors.usage import ReadOnly
from ...protocol.orders import Breakpoint
from .. import breakpoints, exception_filters, hit_counts, opening, running, sessions
from ..state import BreakpointRecord, Session
from .told import shown

if TYPE_CHECKING:
    from .client import Client

#: Requests that only look, and go to the adapter unchanged.
LOOKS = frozenset(
    {
        "threads", "stackTrace", "scopes", "variables", "source", "exceptionInfo", "modules",
        "loadedSources", "readMemory", "disassemble", "completions", "breakpointLocations",
        "stepInTargets", "gotoTargets",
    }
)  # fmt: skip

#: Requests that change the program, and go to the adapter unchanged.
CHANGES = frozenset({"setVariable", "setExpression", "writeMemory"})

#: Requests that let it run.
RUNS = frozenset(
    {"continue", "next", "stepIn", "stepOut", "stepBack", "reverseContinue", "goto", "restartFrame"}
)

#: Capabilities that are passed on as the adapter has them.
_PASSED = (
    "supportsConditionalBreakpoints", "supportsHitConditionalBreakpoints", "supportsLogPoints",
    "supportsFunctionBreakpoints", "supportsEvaluateForHovers", "supportsSetVariable",
    "supportsSetExpression", "supportsCompletionsRequest", "supportsModulesRequest",
    "supportsExceptionInfoRequest", "supportsReadMemoryRequest", "supportsWriteMemoryRequest",
    "supportsDisassembleRequest", "supportsSteppingGranularity", "supportsStepInTargetsRequest",
    "supportsStepBack", "supportsGotoTargetsRequest", "supportsRestartFrame",
    "supportsBreakpointLocationsRequest", "supportsLoadedSourcesRequest",
    "supportsValueFormattingOptions", "supportsClipboardContext", "exceptionBreakpointFilters",
    "supportsSingleThreadExecutionRequests",
)  # fmt: skip


def offered(session: Session, *, write: bool) -> dict[str, Any]:
    """Return the capabilities that a client is told."""
    told = {name: session.capabilities[name] for name in _PASSED if name in session.capabilities}
    if not write:
        for name in ("supportsSetVariable", "supportsSetExpression", "supportsWriteMemoryRequest"):
            told.pop(name, None)
    return {
        **told,
        "supportsConfigurationDoneRequest": True,
        "supportsRestartRequest": write,
        "supportTerminateDebuggee": False,
    }


async def carry_out(
    client: Client, command: str, arguments: dict[str, Any]
) -> dict[str, Any] | str:
    """Return the body that answers ``command``, or the text of a refusal.

    Raises:
        ReadOnly: it would change something, and the session is shared to look only.
        DaebugError: as our own commands say.
    """
    session = client.session
    if command in LOOKS:
        sessions.need_live(session, command)
        return await client.hub.dap(session, command, dict[str, Any], arguments)
    if command == "evaluate":
        return await _evaluate(client, session, arguments)
    if command in ("setBreakpoints", "setFunctionBreakpoints"):
        return await _set_breakpoints(client, session, command, arguments)
    if command == "setExceptionBreakpoints":
        return await _set_exceptions(client, session, arguments)
    if command not in RUNS | CHANGES | {"pause", "restart"}:
        return f"a shared session has no {command}"
    if not client.write:
        raise ReadOnly(request=command, session=session.name)
    if command in CHANGES:
        sessions.need_stopped(session, command)
        async with session.turn:
            body = await client.hub.dap(session, command, dict[str, Any], arguments)
        client.hub.touch()
        return body
    if command == "pause":
        sessions.need_live(session, command)
        return await client.hub.dap(session, "pause", dict[str, Any], arguments)
    if command == "restart":
        # It outlives the client: half a restart is no session.
        await asyncio.shield(asyncio.ensure_future(opening.again(client.hub, session)))
        return {}
    if isinstance(thread := arguments.pop("threadId", None), int):
        session.thread_id = thread
    await running.resume(client.hub, session, command, arguments)
    return {"allThreadsContinued": True} if command == "continue" else {}


async def _evaluate(client: Client, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Evaluate; the console can do everything, so it is for who may write."""
    if arguments.get("context") == "repl" and not client.write:
        raise ReadOnly(request="evaluate in the console", session=session.name)
    sessions.need_live(session, "evaluate")
    return await client.hub.dap(session, "evaluate", dict[str, Any], arguments)


async def _set_exceptions(
    client: Client, session: Session, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Choose exceptions; a client that may only look has no say, and is not told off for it."""
    filters = {str(name): "" for name in arguments.get("filters") or []}
    for option in arguments.get("filterOptions") or []:
        filters[str(option.get("filterId"))] = str(option.get("condition") or "")
    # Editors send their own choice at once; an empty one is no wish to change ours.
    if client.write and filters and session.live:
        await exception_filters.choose(client.hub, session, filters)
    return {"breakpoints": [{"verified": client.write} for _ in filters]}


async def _set_breakpoints(
    client: Client, session: Session, command: str, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Make the client's list so; what others have set stays, unless it was in its list before."""
    path = str((arguments.get("source") or {}).get("path") or "")
    wanted = [
        _wanted(path, item, by_line=command == "setBreakpoints")
        for item in arguments.get("breakpoints") or []
    ]
    if not client.write:
        return {"breakpoints": [_seen(session, item) for item in wanted]}
    async with session.turn:
        before = client.listed.get(path, set())
        now: list[BreakpointRecord] = []
        for item in wanted:
            record = _there(session, item)
            if record is None:
                record = breakpoints.enter(session, item, text=_text(item))
            else:
                record.wanted = _same(record.wanted, item)
            now.append(record)
        numbers = {record.wanted.id for record in now}
        for number in before - numbers:
            session.breakpoints.pop(number, None)
        client.listed[path] = numbers
        if session.live:
            await breakpoints.sync(client.hub, session)
    return {"breakpoints": [shown(record) for record in now]}


def _wanted(path: str, item: dict[str, Any], *, by_line: bool) -> Breakpoint:
    """Return what a client asks for, as ours."""
    hit, hits = hit_counts.read(str(item.get("hitCondition") or ""))
    return Breakpoint(
        id=0,
        path=path if by_line else "",
        line=int(item.get("line") or 0) if by_line else 0,
        column=int(item.get("column") or 0) if by_line else 0,
        function="" if by_line else str(item.get("name") or ""),
        condition=str(item.get("condition") or ""),
        hit=hit,
        hits=hits,
        log=str(item.get("logMessage") or ""),
    )


def _there(session: Session, item: Breakpoint) -> BreakpointRecord | None:
    """Return the breakpoint that is set at the same place."""
    for record in session.breakpoints.values():
        one = record.wanted
        bound = record.bound.line if record.bound else 0
        if item.function and one.function == item.function:
            return record
        if item.line and one.path == item.path and item.line in (one.line, bound):
            return record
    return None


def _same(one: Breakpoint, item: Breakpoint) -> Breakpoint:
    """Return ``one`` with the terms of ``item``."""
    return Breakpoint(
        id=one.id,
        path=one.path,
        line=one.line,
        column=one.column,
        function=one.function,
        condition=item.condition,
        hit=item.hit,
        hits=item.hits,
        log=item.log,
    )


def _seen(session: Session, item: Breakpoint) -> dict[str, Any]:
    """Return what a client that may only look gets for a breakpoint of its own."""
    record = _there(session, item)
    if record is not None:
        return shown(record)
    return {"verified": False, "line": item.line, "message": "shared to look only"}


def _text(item: Breakpoint) -> str:
    return item.function or f"{item.path.rpartition('/')[2]}:{item.line}"
