"""Show machine instructions at the current place, an address or a function.

Examples:
  daebug disassemble
  daebug disassemble main --count 40 --source
  daebug disassemble 0x401136
"""

from __future__ import annotations

from typing import Any

import click
import msgspec

from ...protocol import dap
from ...protocol.dap import Instruction, StackFrame
from ...protocol.errors.adapter import AdapterRefused
from ...protocol.errors.programs import NoMemory
from ...protocol.errors.usage import BadUsage
from ...protocol.orders import CoreFile
from .. import addresses, breakpoints, frames, sessions, show
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number
from ..state import Session

TOPIC = "look"
ALIASES = ("disas",)

#: Instructions of one answer.
MOST = 2000

PARAMS = (
    click.Argument(["place"], required=False, default="", metavar="[ADDRESS]"),
    click.Option(["--count", "-n"], type=int, default=16, metavar="N", help="Instructions (16)."),
    click.Option(
        ["--before"], type=int, default=0, metavar="N", help="Begin N instructions before."
    ),
    click.Option(["--source", "-s"], is_flag=True, help="With the lines they come from."),
    FRAME,
)


class Request(msgspec.Struct, kw_only=True):
    """From where (empty = the frame's place) and how many."""

    place: str = ""
    count: int = 16
    before: int = 0
    source: bool = False
    frame: str | None = None


class Shown(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One instruction."""

    address: str
    text: str
    bytes: str = ""
    symbol: str = ""
    #: Where the instruction's line begins.
    file: str = ""
    line: int = 0
    source: str = ""
    current: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The instructions."""

    session: str
    instructions: list[Shown]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask the adapter."""
    session = hub.session()
    sessions.need_stopped(session, "disassemble")
    if not 0 < request.count <= MOST or not 0 <= request.before <= MOST:
        raise BadUsage(why=f"--count is 1 to {MOST}", command="daebug disassemble")
    sessions.need_able(session, "supportsDisassembleRequest", "disassemble", "daebug source")
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        here = frame.instruction_pointer_reference or ""
        place = here if not request.place else ""
        place = place or await addresses.read(hub, session, request.place or "$pc", frame)
        asked = {
            "memoryReference": place,
            "instructionOffset": -request.before,
            "instructionCount": request.count + request.before,
            "resolveSymbols": True,
        }
        found = await _asked(hub, session, asked)
    return Reply(
        session=session.name, instructions=_shown(found.instructions, here, frame, request)
    )


async def _asked(hub: Keyhole, session: Session, asked: dict[str, Any]) -> dap.Disassembled:
    """Ask the adapter; LLDB's reads no code that only the program's file has, its console does."""
    try:
        return await hub.dap(session, "disassemble", dap.Disassembled, asked)
    except AdapterRefused as error:
        if not isinstance(session.target, CoreFile):
            raise
        place, why = asked["memoryReference"], "the core file does not hold it"
        fix = f"daebug raw 'disassemble --start-address {place}'"
        raise NoMemory(address=place, done="read", why=why, fix=fix) from error


def _shown(found: list[Instruction], here: str, frame: StackFrame, request: Request) -> list[Shown]:
    """Return instructions as answers show them; a line's text only where the line changes."""
    at = addresses.number(here)
    shown, last = [], ("", 0)
    path = (frame.source.path if frame.source else "") or ""
    for one in found:
        # DAP gives the location only where the file changes.
        path = (one.location.path if one.location else "") or path
        line = one.line or 0
        made = Shown(
            address=f"{addresses.number(one.address):#x}",
            text=one.instruction,
            bytes=one.instruction_bytes or "",
            symbol=one.symbol or "",
            current=bool(at) and addresses.number(one.address) == at,
        )
        if request.source and line and (path, line) != last:
            last = path, line
            made.file, made.line = path, line
            made.source = breakpoints.line_text(path, line)
        shown.append(made)
    return shown


def render(reply: Reply, look: Look) -> str:
    """Return a line each, ``=>`` at the program counter, source above its instructions."""
    lines, symbol = [], ""
    for one in reply.instructions:
        if one.symbol and one.symbol != symbol:
            symbol = one.symbol
            lines.append(look.paint(f"{symbol}:", "bold"))
        if one.line:
            lines.append(look.paint(f"{show.short(one.file)}:{one.line}: {one.source}", "dim"))
        mark = "=>" if one.current else "  "
        text = f"{mark} {one.address}  {one.text}"
        lines.append(look.paint(text, "bold") if one.current else text)
    return "\n".join(lines or ["no instructions there"]) + "\n"
