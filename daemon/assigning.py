"""Set a variable: by the adapter's own request, else by an assignment in its language.

The new value is read back: debugpy says success and keeps the old value when a
value does not evaluate, so only what is read afterwards counts.
"""

from __future__ import annotations

from ..protocol import dap
from ..protocol.dap import StackFrame, Variable, VariableSet
from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.programs import CantEvaluate, CantSet
from . import evaluating, snapshot
from .answers import Value
from .keyhole import Keyhole
from .state import Session


async def assign(
    hub: Keyhole, session: Session, variable: str, value: str, *, frame: StackFrame
) -> tuple[Value, str]:
    """Set ``variable`` (a name or an expression) to ``value``; return it as it is now, and before.

    Raises:
        CantSet: no such variable, or a value that it can't take.
    """
    try:
        before = (await evaluating.evaluate(hub, session, variable, frame)).result
    except CantEvaluate as error:
        raise CantSet(variable=variable, value=value, why=error.facts["why"]) from error
    place = await _find(hub, session, variable, frame)
    profile = session.profile
    able = session.capabilities.get("supportsSetVariable") and not profile.assignment_first
    able = able or not profile.assignment
    if place is not None and able:
        await _by_request(hub, session, variable, value, place=place)
    else:
        await _by_assignment(hub, session, variable, value, frame=frame)
    after = await evaluating.value(hub, session, variable, frame=frame, whole=False)
    if after.value == before and not await _same(hub, session, value, before, frame=frame):
        why = "the debugger took it and kept the old value; the value may not evaluate"
        raise CantSet(variable=variable, value=value, why=why)
    return after, before


async def _find(hub: Keyhole, session: Session, name: str, frame: StackFrame) -> int | None:
    """Return the DAP container of the local variable ``name``; ``None`` if it is none."""
    for scope in await snapshot.scopes(hub, session, frame):
        if scope.expensive or scope.variables_reference <= 0:
            continue
        request = {"variablesReference": scope.variables_reference}
        found = await hub.dap(session, "variables", dap.Variables, request)
        if any(_named(v, name) for v in found.variables):
            return scope.variables_reference
    return None


def _named(variable: Variable, name: str) -> bool:
    return variable.name == name


async def _by_request(
    hub: Keyhole, session: Session, variable: str, value: str, *, place: int
) -> None:
    """DAP, setVariable: "Set the variable with the given name in the variable container"."""
    request = {"variablesReference": place, "name": variable, "value": value}
    try:
        await hub.dap(session, "setVariable", VariableSet, request)
    except AdapterRefused as error:
        why = evaluating.cleaned(str(error.facts.get("why", "")))
        raise CantSet(variable=variable, value=value, why=why) from error


async def _by_assignment(
    hub: Keyhole, session: Session, variable: str, value: str, *, frame: StackFrame
) -> None:
    """Assign by an expression of the program's language."""
    form = session.profile.assignment or "{variable} = {value}"
    try:
        text = form.format(variable=variable, value=value)
        context = session.profile.assignment_context
        await evaluating.evaluate(hub, session, text, frame, context=context)
    except CantEvaluate as error:
        raise CantSet(variable=variable, value=value, why=error.facts["why"]) from error


async def _same(
    hub: Keyhole, session: Session, value: str, before: str, *, frame: StackFrame
) -> bool:
    """Whether ``value`` evaluates to what the variable was before: then nothing had to change."""
    try:
        return (await evaluating.evaluate(hub, session, value, frame)).result == before
    except DaebugError:
        return False
