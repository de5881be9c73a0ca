"""Pages of a value's parts: from one on, so many, named or indexed.

DAP, VariablesArguments: https://microsoft.github.io/debug-adapter-protocol/specification#Requests_Variables
"""

from __future__ import annotations

from typing import Any

from ..protocol import dap
from ..protocol.dap import Variable
from .keyhole import Keyhole
from .state import Session


async def parts(
    hub: Keyhole,
    session: Session,
    reference: int,
    *,
    start: int = 0,
    count: int = 0,
    which: str = "",
) -> tuple[list[Variable], int]:
    """Return parts of the value behind ``reference``, and how many more came after them.

    ``count`` 0 = all, ``which`` is ``named``, ``indexed`` or empty for both.  Only of
    elements the adapter is asked for a page: it tells by their numbers whether it
    gave one.  Of all else the page is cut out here.
    """
    asked: dict[str, Any] = {"variablesReference": reference}
    if which:
        asked["filter"] = which
    if which == "indexed" and (start or count):
        asked |= {"start": start, "count": count}
    found = (await hub.dap(session, "variables", dap.Variables, asked)).variables
    if which:
        # Some adapters don't know the filter and send both.
        kept = [one for one in found if (number(one) >= 0) == (which == "indexed")]
        found = kept or found
    if not (start or count):
        return found, 0
    paged = found and number(found[0]) == start and (not count or len(found) <= count)
    if paged:
        return found, 0
    end = start + count if count else len(found)
    return found[start:end], max(0, len(found) - end)


def number(one: Variable) -> int:
    """Return the index in ``[3]`` or ``3``; -1 = it has a name.

    >>> number(Variable(name="[3]")), number(Variable(name="x"))
    (3, -1)
    """
    bare = one.name.strip("[]")
    return int(bare) if bare.isdigit() else -1
