"""Addresses as people type them: a number, or an expression that has a place in memory."""

from __future__ import annotations

import re

from ..protocol.dap import Memory, StackFrame
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.programs import NoAddress, NoMemory
from . import evaluating
from .keyhole import Keyhole
from .state import Session

_NUMBER = re.compile(r"(?:0x[0-9a-fA-F]+|\d+)$")

#: A pointer or a function as debuggers print it: ``0x00007ffe``, ``(int *) 0x7ffe``,
#: ``0x7ffe <main+4>``, ``{int (void)} 0x7ffe <main>``, ``(int (*)(void)) 0x7ffe <main>``.
_POINTER = re.compile(
    r"^(?:\{[^{}]*\}\s+|(?=\([^*&]*[*&])\((?:[^()]|\([^()]*\))*\)\s*)?(0x[0-9a-fA-F]+)\b"
)


async def read(hub: Keyhole, session: Session, text: str, frame: StackFrame) -> str:
    """Return the DAP memory reference that ``text`` means: a pointer's value, else a place.

    Raises:
        NoAddress: the value is neither a pointer nor anywhere in memory.
        CantEvaluate: it is no expression.
    """
    if _NUMBER.match(text):
        return hex(int(text, 0))
    found = await evaluating.evaluate(hub, session, text, frame)
    if match := _POINTER.match(found.result):
        return match[1]
    if text.startswith("$") and _NUMBER.match(found.result):
        return hex(int(found.result, 0))  # a register that CodeLLDB writes as a plain number
    if found.memory_reference:
        return found.memory_reference
    raise NoAddress(expression=text, value=found.result[:80] or found.type or "nothing")


async def need_mapped(hub: Keyhole, session: Session, reference: str) -> None:
    """Let an address pass at which there is memory: gdb binds a breakpoint anywhere, and can't run.

    Raises:
        NoMemory: nothing is there.
    """
    if not session.capabilities.get("supportsReadMemoryRequest"):
        return
    asked = {"memoryReference": reference, "offset": 0, "count": 1}
    try:
        found = (await hub.dap(session, "readMemory", Memory, asked)).data
    except AdapterRefused:
        found = ""
    if not found:
        command = session.profile.regions_command.format(address=reference)
        fix = f"daebug raw '{command}'" if command else "daebug disassemble"
        raise NoMemory(address=reference, done="read", why="nothing is mapped there", fix=fix)


def number(reference: str) -> int:
    """Return a memory reference as a number; adapters write hex, some decimal.

    >>> number("0x10")
    16
    """
    try:
        return int(reference, 0)
    except ValueError:
        return 0
