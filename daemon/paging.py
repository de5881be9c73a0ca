"""Pages of a value's parts: from one on, so many, named or indexed.

DAP, VariablesArguments: https://microsoft.github.io/debug-adapter-protocol/specification#Requests_Variables
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from ..protocol import dap
from ..protocol.dap import Variable
from ..protocol.errors.adapter import AdapterGarbage, AdapterRefused
from .keyhole import Keyhole
from .state import Session


@dataclass(frozen=True)
class Whole:
    """An expression for what has the parts, and DAP's number of the frame it is of."""

    expression: str
    frame: int


async def parts(
    hub: Keyhole,
    session: Session,
    reference: int,
    *,
    start: int = 0,
    count: int = 0,
    which: str = "",
    whole: Whole | None = None,
) -> tuple[list[Variable], int]:
    """Return parts of the value behind ``reference``, and how many more came after them.

    ``count`` 0 = all, ``which`` is ``named``, ``indexed`` or empty for both.  Only of
    elements the adapter is asked for a page: it tells by their numbers whether it
    gave one.  Of all else the page is cut out here.
    """
    if session.profile.page_expression and whole and whole.expression and start + count > TOLD:
        elements = await _evaluated(hub, session, whole, start, count)
        if elements:
            return elements, 0
    first, most = (start, count) if which == "indexed" else (0, 0)
    found = await asked(hub, session, reference, start=first, count=most, which=which, whole=whole)
    if which:
        # Some adapters don't know the filter and send both.
        kept = [one for one in found if (number(one) >= 0) == (which == "indexed")]
        found = kept or found
    if not (start or count):
        return found, 0
    # Of a map some adapters give the page that was asked for, under its keys.
    paged = found and (number(found[0]) == start or first == start > 0 > number(found[0]))
    if paged and (not count or len(found) <= count):
        return found, 0
    end = start + count if count else len(found)
    return found[start:end], max(0, len(found) - end)


async def asked(
    hub: Keyhole,
    session: Session,
    reference: int,
    *,
    start: int = 0,
    count: int = 0,
    which: str = "",
    whole: Whole | None = None,
) -> list[Variable]:
    """Return what the adapter tells of a page of elements, or of all parts; it may be more.

    Where requests for a page get all there is, or only the beginning of it, the
    debugger's console prints it for ``whole``.
    """
    command = session.profile.page_command
    if command and whole and whole.expression and (start or count > SHOWN):
        return await _printed(hub, session, whole, f"{command} {start} {count or MOST}")
    request: dict[str, Any] = {"variablesReference": reference}
    if which or count:
        request["filter"] = which or "indexed"
    if start or count:
        request |= {"start": start, "count": count}
    return (await hub.dap(session, "variables", dap.Variables, request)).variables


async def _printed(hub: Keyhole, session: Session, whole: Whole, command: str) -> list[Variable]:
    """Return what the debugger's console prints for ``command``.

    Raises:
        AdapterGarbage: it is no list of variables.
    """
    words = {
        "expression": f"{command} {whole.expression}",
        "context": session.profile.console_context,
        "frameId": whole.frame,
    }
    told = await hub.dap(session, "evaluate", dap.Evaluated, words)
    try:
        return dap.read(told.result.encode(), dap.Variables).variables
    except msgspec.DecodeError as error:
        raise AdapterGarbage(adapter=session.adapter, why=f"{command}: {error}") from error


async def _evaluated(
    hub: Keyhole, session: Session, whole: Whole, start: int, count: int
) -> list[Variable]:
    """Return elements as the program's language cuts them out; none of what has none."""
    end = start + (count or MOST)
    expression = session.profile.page_expression.format(
        expression=whole.expression, start=start, end=end
    )
    words = {
        "expression": expression,
        "context": session.profile.expression_context,
        "frameId": whole.frame,
    }
    try:
        told = await hub.dap(session, "evaluate", dap.Evaluated, words)
    except AdapterRefused:
        return []
    if told.variables_reference <= 0:
        return []
    request = {"variablesReference": told.variables_reference}
    found = (await hub.dap(session, "variables", dap.Variables, request)).variables
    noise = [re.compile(pattern) for pattern in (*session.profile.noise_names, r"^len\(\)$")]
    kept = [one for one in found if not any(pattern.search(one.name) for pattern in noise)]
    if any(number(one) != at for at, one in enumerate(kept)):
        return kept  # entries, under their keys
    return [msgspec.structs.replace(one, name=str(number(one) + start)) for one in kept]


#: Elements that a front shows of itself; with more of them the console is asked.
SHOWN = 50

#: Elements that a debugger tells which does not know pages at all (debugpy).
TOLD = 100

#: Elements where all were asked for.
MOST = 10_000


def number(one: Variable) -> int:
    """Return the index in ``[3]``, ``3`` or ``[3] key``; -1 = it has a name.

    >>> [number(Variable(name=name)) for name in ("[3]", "x", '[1] "ada"')]
    [3, -1, 1]
    """
    bare = one.name.partition("] ")[0].strip("[]")
    return int(bare) if bare.isdigit() else -1
