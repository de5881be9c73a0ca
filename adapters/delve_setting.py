"""How a variable is set under Delve, which has no assignment in its expressions.

Its request sets what is in a container: the way from the frame to there is walked,
by the names of fields and indices.  Variables of packages are in a scope that it
makes only when it is told to, by its console.
"""

from __future__ import annotations

import re
from typing import Any

from ..protocol.errors.adapter import AdapterRefused
from .kind import Ask

#: ``counter = 5``, ``shop.origin.x = 1``, ``list[2] = 3``; the first is the way.
ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*(?:\.\w+|\[\w+\])*)\s*=(?!=)\s*(.+?)\s*", re.DOTALL)

#: The console's word that shows variables of packages, or hides them.
_SHOWN = "dlv config showGlobalVariables "


async def assigned(way: str, value: str, frame: int, send: Ask) -> dict[str, Any]:
    """Set what is at ``way`` from a frame on; return the body of ``setVariable``.

    Raises:
        AdapterRefused: there is no such thing, or it does not take the value.
    """
    parts = [part.rstrip("]") for part in re.split(r"\.|\[", way)]
    for packages in (False, True):
        if packages:
            await _show("true", frame, send)
        try:
            if (found := await _found(parts, frame, send)) is not None:
                place, name = found
                asked = {"variablesReference": place, "name": name, "value": value}
                return await send("setVariable", asked)
        finally:
            if packages:
                await _show("false", frame, send)
    why = f"there is no {way} in this frame, and none in its package"
    raise AdapterRefused(adapter="delve", request="setVariable", why=why)


async def _show(shown: str, frame: int, send: Ask) -> None:
    """Show variables of packages (``true``), or hide them."""
    asked = {"expression": _SHOWN + shown, "frameId": frame, "context": "repl"}
    await send("evaluate", asked)


async def _found(parts: list[str], frame: int, send: Ask) -> tuple[int, str] | None:
    """Return the container of what is at the end of the way, and its name there."""
    scopes = (await send("scopes", {"frameId": frame})).get("scopes") or []
    for scope in scopes:
        # In a package's own scope its variables go without its name.
        own = str(scope.get("name")).endswith((f" {parts[0]})", f"/{parts[0]})"))
        for way in (parts, parts[1:]) if own else (parts,):
            if (found := await _end(int(scope["variablesReference"]), way, send)) is not None:
                return found
    return None


async def _end(place: int, way: list[str], send: Ask) -> tuple[int, str] | None:
    """Return where a way that begins in the container ``place`` ends; ``None`` = it does not."""
    within, name = place, ""
    for part in way:
        if (member := await _member(place, part, send)) is None:
            return None
        within, name, place = member
    return within, name


async def _member(place: int, name: str, send: Ask) -> tuple[int, str, int] | None:
    """Return a member's container, its name as Delve has it, and what it contains itself."""
    if not place:
        return None
    listed = (await send("variables", {"variablesReference": place})).get("variables") or []
    for one in listed:
        if one.get("name") in (name, f"[{name}]"):
            return place, str(one["name"]), int(one.get("variablesReference") or 0)
    if len(listed) == 1 and not listed[0].get("name"):  # what a pointer points to
        return await _member(int(listed[0].get("variablesReference") or 0), name, send)
    return None
