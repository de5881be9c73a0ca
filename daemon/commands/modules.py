"""List what the program has loaded: itself, libraries, Python modules.

Examples:
  daebug modules
  daebug modules libc
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import dap
from .. import sessions
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL

TOPIC = "look"

#: More than there are: of 0, which stands for all of them, CodeLLDB makes none.
EVERY = 100_000

#: Modules of one answer without --all.
MOST = 50

PARAMS = (click.Argument(["name"], required=False, default=""), ALL)


class Request(msgspec.Struct, kw_only=True):
    """A part of the name or path; empty = every one."""

    name: str = ""
    all: bool = False


class Shown(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One module."""

    name: str
    path: str = ""
    version: str = ""
    symbols: str = ""
    address: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The modules."""

    session: str
    modules: list[Shown]
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter."""
    session = hub.session()
    sessions.need_live(session, "list modules")
    asked = {"startModule": 0, "moduleCount": EVERY}
    answer = await hub.dap(session, "modules", dap.Modules, asked)
    wanted = request.name.lower()
    found = [
        Shown(
            name=one.name,
            path=one.path or "",
            version=one.version or "",
            symbols=one.symbol_status or "",
            address=one.address_range or "",
        )
        for one in answer.modules
        if wanted in f"{one.name} {one.path or ''}".lower()
    ]
    shown = found if request.all else found[:MOST]
    return Reply(session=session.name, modules=shown, left_out=len(found) - len(shown))


def render(reply: Reply, look: Look) -> str:
    """Return a line each."""
    lines = []
    for one in reply.modules:
        extras = ", ".join(part for part in (one.version, one.symbols, one.address) if part)
        lines.append(f"{one.path or one.name}" + (f"  ({extras})" if extras else ""))
    if reply.left_out:
        lines.append(f"({reply.left_out} more: daebug modules --all)")
    return "\n".join(lines or ["no such module"]) + "\n"
