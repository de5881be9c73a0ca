"""Read memory at an address, or write bytes into it.

ADDRESS is a number or an expression: a pointer's value, else the place of the
variable.  Numbers are written as the machine has them, least byte first.

Examples:
  daebug memory &total
  daebug memory name --format s
  daebug memory 0x7ffe0010 --count 64 --format x --size 8
  daebug memory write &total 2a 00 00 00
"""

from __future__ import annotations

import base64
import binascii

import click
import msgspec

from ...protocol import dap
from ...protocol.errors.adapter import AdapterRefused
from ...protocol.errors.programs import NoMemory
from ...protocol.errors.usage import BadUsage
from ...protocol.orders import CoreFile
from .. import addresses, frames, hexdump, sessions
from ..keyhole import Keyhole
from ..look import Look
from ..options import FRAME, frame_number
from ..state import Session

TOPIC = "look"
ALIASES = ("x",)

#: Bytes of one answer.
MOST = 64 * 1024

PARAMS = (
    click.Argument(["words"], nargs=-1, required=True, metavar="[write] ADDRESS [BYTES]"),
    click.Option(["--count", "-n"], type=int, default=64, metavar="N", help="Bytes to read (64)."),
    click.Option(
        ["--format", "form"],
        type=click.Choice(hexdump.FORMATS),
        default="bytes",
        help="bytes, x (hex), d (signed), u (unsigned), s (C string).",
    ),
    click.Option(
        ["--size"], type=click.Choice(["1", "2", "4", "8"]), default="4", help="Bytes of a number."
    ),
    FRAME,
)


class Request(msgspec.Struct, kw_only=True):
    """Which memory, how much, in which form; ``write ADDRESS BYTES`` writes."""

    words: list[str]
    count: int = 64
    form: str = "bytes"
    size: str = "4"
    frame: str | None = None


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is there (hex digits), or how many bytes were written."""

    session: str
    address: str
    data: str = ""
    lines: list[str] = []
    unreadable: int = 0
    written: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Read or write.

    Raises:
        NotSupported: the adapter can't.
        NoMemory: nothing is mapped there, or it can't be written.
    """
    session = hub.session()
    sessions.need_stopped(session, "read memory")
    if not 0 < request.count <= MOST:
        raise BadUsage(why=f"--count is 1 to {MOST} bytes", command="daebug memory")
    write = request.words[0] == "write" and len(request.words) > 1
    if write:
        needed, what, instead = "supportsWriteMemoryRequest", "writeMemory", "daebug set NAME VALUE"
    else:
        needed, what, instead = "supportsReadMemoryRequest", "readMemory", "daebug print EXPR"
    sessions.need_able(session, needed, what, instead)
    async with session.turn:
        frame = await frames.selected(hub, session, frame_number(request.frame))
        words = request.words[1:] if write else request.words
        if write:
            data = _data(words[1:])
            place = await addresses.read(hub, session, words[0], frame)
            return await _write(hub, session, place, data)
        place = await addresses.read(hub, session, " ".join(words), frame)
        return await _read(hub, session, place, request)


async def _read(hub: Keyhole, session: Session, place: str, request: Request) -> Reply:
    """Ask for the bytes at ``place``."""
    asked = {"memoryReference": place, "offset": 0, "count": request.count}
    try:
        found = await hub.dap(session, "readMemory", dap.Memory, asked)
    except AdapterRefused as error:
        raise _fault(session, place, "read", str(error.facts.get("why", ""))) from error
    data = base64.b64decode(found.data)
    if not data:
        raise _fault(session, place, "read", "nothing is mapped there")
    address = addresses.number(found.address or place)
    return Reply(
        session=session.name,
        address=f"{address:#x}",
        data=data.hex(),
        lines=hexdump.lines(address, data, request.form, int(request.size)),
        unreadable=request.count - len(data),
    )


def _fault(session: Session, place: str, done: str, why: str) -> NoMemory:
    """Return why memory can't be read or written, with what tells what is mapped."""
    command = session.profile.regions_command.format(address=place)
    if isinstance(session.target, CoreFile):
        # Code is in the program's file only; LLDB's console finds it there.
        command, why = f"x/8x {place}", "the core file does not hold it"
    fix = f"daebug raw '{command}'" if command else "daebug print EXPR"
    return NoMemory(address=place, done=done, why=why, fix=fix)


async def _write(hub: Keyhole, session: Session, place: str, data: bytes) -> Reply:
    """Write ``data`` to ``place``."""
    asked = {"memoryReference": place, "offset": 0, "data": base64.b64encode(data).decode()}
    try:
        done = await hub.dap(session, "writeMemory", dap.MemoryWritten, asked)
    except AdapterRefused as error:
        raise _fault(session, place, "written", str(error.facts.get("why", ""))) from error
    written = len(data) if done.bytes_written is None else done.bytes_written
    return Reply(session=session.name, address=place, written=written)


def _data(words: list[str]) -> bytes:
    """Return the bytes that hex digits mean: ``2a 00``, ``2a00``, ``0x2a``.

    Raises:
        BadUsage: they are none.
    """
    digits = "".join(word.removeprefix("0x") for word in words)
    try:
        data = binascii.unhexlify(digits)
    except ValueError as error:
        why = f"{' '.join(words)} is no row of bytes in hex, two digits each"
        raise BadUsage(why=why, command="daebug memory") from error
    if not data:
        raise BadUsage(why="write takes an address and bytes in hex", command="daebug memory")
    return data


def render(reply: Reply, look: Look) -> str:
    """Return the dump, or what was written."""
    if reply.written:
        return f"wrote {reply.written} bytes at {reply.address}\n"
    lines = [*reply.lines]
    if reply.unreadable:
        lines.append(f"({reply.unreadable} bytes after that can't be read)")
    return "\n".join(lines) + "\n"
