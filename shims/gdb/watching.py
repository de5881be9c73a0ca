"""Runs inside gdb, before it serves DAP: data breakpoints, which gdb has and its DAP has not.

A place is named by address and size, so that it is watched wherever the program goes,
also backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gdb
from gdb.dap import breakpoint as points
from gdb.dap.server import capability, request

#: What the processor watches at once: four places of eight bytes.
MOST_BYTES = 32

_TYPES = {1: "char", 2: "short", 4: "int", 8: "long"}

_CLASSES = {
    "read": gdb.WP_READ,
    "write": gdb.WP_WRITE,
    "readWrite": gdb.WP_ACCESS,
}


def info(*, name: str, asAddress: bool = False, bytes: int = 4, **_more: Any) -> dict[str, Any]:  # noqa: A002, N803 - DAP's names
    """Return DAP's name for ``bytes`` bytes at the address ``name``."""
    if not asAddress:
        return {"dataId": None, "description": "only what has an address can be watched"}
    if not 1 <= bytes <= MOST_BYTES:
        why = f"it has {bytes} bytes; the processor watches {MOST_BYTES} at most"
        return {"dataId": None, "description": why}
    return {
        "dataId": f"{int(name, 0):#x}/{bytes}",
        "description": f"{bytes} bytes at {name}",
        "accessTypes": list(_CLASSES),
    }


def made(*, place: str, access: str) -> gdb.Breakpoint:
    """Return a new watchpoint at a place that ``info`` named."""
    address, _, size = place.partition("/")
    kind = _TYPES.get(int(size))
    pointer = f"unsigned {kind} *" if kind else f"unsigned char (*)[{size}]"
    place = f"*({pointer}) {address}"
    return gdb.Breakpoint(place, type=gdb.BP_WATCHPOINT, wp_class=_CLASSES[access])


def watch(*, breakpoints: Sequence = (), **_more: Any) -> dict[str, Any]:  # type: ignore[type-arg]  # gdb reads it
    """Replace all data breakpoints."""
    specs = [
        {
            "place": one["dataId"],
            "access": one.get("accessType") or "write",
            "condition": one.get("condition"),
            "hitCondition": one.get("hitCondition"),
        }
        for one in breakpoints
    ]
    return {"breakpoints": points._set_breakpoints("data", specs, made)}  # noqa: SLF001 - gdb has no other


if hasattr(points, "_set_breakpoints"):
    capability("supportsDataBreakpoints")(info)
    capability("supportsDataBreakpointBytes")(info)
    request("dataBreakpointInfo")(info)
    request("setDataBreakpoints")(watch)
