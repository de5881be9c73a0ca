"""One answer for one stop: why, where, source, arguments, locals, stack, output.

All of it is asked of the adapter in a few waves of concurrent requests; what
the adapter refuses is left out, the rest is still an answer.
"""

from __future__ import annotations

import asyncio

from ..protocol import dap
from ..protocol.dap import Scope, StackFrame
from ..protocol.errors import DaebugError
from ..protocol.facts import Exited
from . import arguments, displays, frames, source, values
from .answers import Ending, Heard, Outcome, Value
from .keyhole import Keyhole
from .state import Session

#: Seconds to wait for output that the debuggee wrote before it stopped.
OUTPUT_S = 1.0

#: The newest output is looked at for an answer, this much of it, and of a line.
HEARD_BYTES, HEARD_CHARS = 64 * 1024, 400

#: DAP, Scope.presentationHint and the names adapters use for what is local.
_LOCAL = ("local", "argument", "return")


async def stopped(hub: Keyhole, session: Session) -> Outcome:
    """Return the whole answer for the stop that ``session`` is in."""
    stop = session.stop
    answer = plain(session)
    if stop is None:
        return answer
    answer.reason = stop.reason
    answer.message = "" if stop.reason in ("breakpoint", "step") else stop.text or stop.description
    answer.breakpoints = list(stop.breakpoints)
    answer.thread = session.thread_id
    limits = hub.config.answers
    try:
        found, below = await frames.stack(hub, session)
    except DaebugError as error:
        answer.notes.append(error.text)
        return answer
    first = frames.first_own(found, session.profile)
    if not session.chosen and first and stop.reason != "step":
        # In a crash deep in a library, the program's own frame is what one wants to see.
        session.frame = first
    await _frame(hub, session, answer, found)
    shown = [frames.told(f, n, session.profile, session.frame) for n, f in enumerate(found)]
    own = [frame for frame in shown if not frame.runtime or frame.number == session.frame] or shown
    answer.stack = own[: limits.frames]
    hidden = len(own) - len(answer.stack)
    answer.frames_left_out = -1 if below < 0 and hidden else hidden + max(below, 0)
    if shown and not any(frame.file for frame in shown):
        answer.notes.append(
            "no source is known here: was the program built with -g? without it there are "
            "daebug stepi, disassemble, registers and break '*ADDRESS'"
        )
    return answer


async def _frame(hub: Keyhole, session: Session, answer: Outcome, found: list[StackFrame]) -> None:
    """Put the selected frame's place, source, arguments and locals into ``answer``."""
    if not found:
        return
    deep = session.frame >= len(found)
    frame = await frames.selected(hub, session) if deep else found[session.frame]
    told = frames.told(frame, session.frame, session.profile, session.frame)
    answer.frame = told
    answer.source = source.around(session, told.file, told.line, hub.config.answers.source_lines)
    try:
        listed, names, message = await asyncio.gather(
            local_variables(hub, session, frame),
            arguments.names(hub, session, frame),
            _exception(hub, session),
        )
    except DaebugError as error:
        answer.notes.append(error.text)
        return
    shown, answer.variables_left_out = listed
    by_name = {item.name: item for item in shown}
    answer.arguments = [by_name[name] for name in names if name in by_name]
    chosen = {item.name for item in answer.arguments}
    answer.displays = await displays.values(hub, session, frame)
    answer.locals = [item for item in shown if item.name not in chosen]
    answer.message = message or answer.message


async def local_variables(
    hub: Keyhole, session: Session, frame: StackFrame, limits: values.Bounds | None = None
) -> tuple[list[Value], int]:
    """Return arguments and locals of ``frame``, and how many were left out."""
    if session.displaced and session.profile.locals_command:
        return await _by_name(hub, session, frame, limits or values.bounds(hub))
    found = await scopes(hub, session, frame)
    local = [scope for scope in found if _is_local(scope)] or [
        one for one in found[:1] if not _is_machine(one)
    ]
    limits = limits or values.bounds(hub)
    lists = [
        await values.listed(
            hub,
            session,
            scope.variables_reference,
            limits,
            within=f"{frame.id}/{scope.name}",
            frame=frame.id,
        )
        for scope in local
        if scope.variables_reference > 0
    ]
    return [item for items, _ in lists for item in items], sum(left for _, left in lists)


async def _by_name(
    hub: Keyhole, session: Session, frame: StackFrame, limits: values.Bounds
) -> tuple[list[Value], int]:
    """Return what ``local_variables`` does, asked for one by one."""
    names = await arguments.all_names(hub, session, frame)
    shown = []
    for name in names[: limits.variables]:
        asked = {
            "expression": name,
            "frameId": frame.id,
            "context": session.profile.expression_context,
        }
        found = await hub.dap(session, "evaluate", dap.Evaluated, asked)
        one = dap.Variable(
            name=name,
            value=found.result,
            type=found.type,
            variables_reference=found.variables_reference,
            indexed_variables=found.indexed_variables,
        )
        shown.append(values.value(session, one, limits, within=f"{frame.id}/{name}"))
    return shown, max(0, len(names) - limits.variables)


async def scopes(hub: Keyhole, session: Session, frame: StackFrame) -> list[Scope]:
    """Return the scopes of ``frame``."""
    return (await hub.dap(session, "scopes", dap.Scopes, {"frameId": frame.id})).scopes


def _is_local(scope: Scope) -> bool:
    words = f"{scope.presentation_hint or ''} {scope.name}".lower()
    return not scope.expensive and any(word in words for word in _LOCAL)


def _is_machine(scope: Scope) -> bool:
    """Whether a scope holds registers: no variables of the program."""
    return scope.presentation_hint == "registers" or scope.name.lower() == "registers"


async def _exception(hub: Keyhole, session: Session) -> str:
    """Return the exception's own words where the program stopped for one."""
    stop = session.stop
    if stop is None or stop.reason != "exception":
        return ""
    if stop.text:
        said = stop.text in stop.description
        return stop.description if said else f"{stop.description}\n{stop.text}".strip()
    try:
        info = await hub.dap(
            session, "exceptionInfo", dap.ExceptionInfo, {"threadId": session.thread_id}
        )
    except DaebugError:
        return ""
    details = info.details
    kind = (details.type_name if details else None) or ""
    text = (details.message if details else None) or info.description or ""
    if stop.description and (not kind or kind in stop.description):
        return stop.description
    return f"{kind}: {text}" if kind else text


async def heard(hub: Keyhole, session: Session, upto: int) -> Heard:
    """Return the output since the last answer; ``upto`` bytes are on their way at most."""
    await hub.until(lambda: session.output.end >= upto, OUTPUT_S)
    output = session.output
    data = output.read(max(session.answered, output.end - HEARD_BYTES))
    new = output.lines - session.answered_lines + (not data.endswith(b"\n"))
    session.answered, session.answered_lines = output.end, output.lines
    lines = data.decode("utf-8", "replace").splitlines()
    kept = [line[:HEARD_CHARS] for line in lines[-hub.config.answers.output_lines :]]
    return Heard(
        text="\n".join(kept),
        cursor=output.end,
        lines_left_out=max(0, new - len(kept)) if kept else 0,
    )


def ending(fact: Exited) -> Ending:
    """Return how a program ended; a certain code over 128 keeps its number."""
    return Ending(code=fact.code, signal=fact.signal, certain=fact.certain)


def plain(session: Session) -> Outcome:
    """Return an answer that holds only what the hub itself knows: running, exited, lost."""
    return Outcome(
        session=session.name,
        state=session.state,
        program=session.title,
        pid=session.pid,
        message=session.lost if session.state == "lost" else "",
        ending=ending(session.ending) if session.ending and session.state == "exited" else None,
    )
