"""Show the machine's registers in the selected frame.

Examples:
  daebug registers
  daebug registers rip rsp
  daebug registers --all
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import dap
from ...protocol.errors.adapter import NotSupported
from ...protocol.errors.usage import NoSuchRef
from .. import frames, sessions, snapshot
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, FRAME, frame_number

TOPIC = "look"
ALIASES = ("regs",)

PARAMS = (click.Argument(["names"], nargs=-1), FRAME, ALL)


class Request(msgspec.Struct, kw_only=True):
    """Which (none = the general ones), of which frame."""

    names: list[str] = []
    frame: str | None = None
    all: bool = False


class Register(msgspec.Struct, kw_only=True):
    """One register; ``group`` as the adapter sorts them."""

    name: str
    value: str
    group: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The registers."""

    session: str
    registers: list[Register]
    #: Groups that are not shown.
    groups: list[str] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Open the adapter's scope of registers.

    Raises:
        NotSupported: the adapter has none.
        NoSuchRef: there is not one of that name.
    """
    session = hub.session()
    sessions.need_stopped(session, "show registers")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        found = [
            scope
            for scope in await snapshot.scopes(hub, session, frame)
            if "register" in f"{scope.presentation_hint or ''} {scope.name}".lower()
        ]
        if not found:
            raise NotSupported(
                adapter=session.adapter,
                request="registers",
                capability="a scope of registers",
                instead="daebug locals",
            )
        shown: list[Register] = []
        left: list[str] = []
        asked = {"variablesReference": found[0].variables_reference}
        answer = await hub.dap(session, "variables", dap.Variables, asked)
        for one in answer.variables:
            # gdb makes a program counter something to open, too.
            if one.variables_reference <= 0 or one.value[:1].isdigit():
                shown.append(Register(name=one.name, value=one.value))
                continue
            if shown and not (request.all or request.names):
                left.append(one.name)
                continue
            asked = {"variablesReference": one.variables_reference}
            group = await hub.dap(session, "variables", dap.Variables, asked)
            shown += [Register(name=r.name, value=r.value, group=one.name) for r in group.variables]
    return Reply(session=session.name, registers=_named(shown, request.names), groups=left)


def _named(found: list[Register], names: list[str]) -> list[Register]:
    """Return those that were named, in that order; all if none was."""
    if not names:
        return found
    by_name = {register.name.lower(): register for register in found}
    for name in names:
        if name.lower().lstrip("$%") not in by_name:
            raise NoSuchRef(ref=f"the register {name}")
    return [by_name[name.lower().lstrip("$%")] for name in names]


def render(reply: Reply, look: Look) -> str:
    """Return a line each, under the names of their groups."""
    lines, group = [], ""
    width = max((len(one.name) for one in reply.registers), default=0)
    for one in reply.registers:
        if one.group != group:
            group = one.group
            lines.append(look.paint(f"{group}:", "bold"))
        lines.append(f"  {one.name:<{width}}  {one.value}")
    if reply.groups:
        lines.append(f"(not shown: {', '.join(reply.groups)}; daebug registers --all)")
    return "\n".join(lines) + "\n"
