"""What signal stopped a program under gdb, in the words that lldb has for it."""

from __future__ import annotations

import re

from ..protocol.errors import DaebugError
from . import process
from .kind import Ask

#: siginfo_t's ``si_code`` of SIGSEGV (sigaction(2)).
_CODES = {"1": "address not mapped to object", "2": "invalid permissions for mapped object"}


async def description(ask: Ask) -> str:
    """Return ``signal SIGSEGV: address not mapped to object (fault address=0x0)``."""
    number = await _value(ask, "$_siginfo.si_signo")
    if not number.isdigit():
        console = {"expression": "info program", "context": "repl"}
        said = re.search(r"signal (SIG\w+)", str((await ask("evaluate", console)).get("result")))
        return f"signal {said[1]}" if said else "signal"
    name = process.signal_name(int(number))
    if name not in ("SIGSEGV", "SIGBUS"):
        return f"signal {name}"
    code = _CODES.get(await _value(ask, "$_siginfo.si_code"), "")
    address = await _value(ask, "$_siginfo._sifields._sigfault.si_addr")
    why = f": {code}" if code and name == "SIGSEGV" else ""
    return f"signal {name}{why} (fault address={address})"


async def of_core(ask: Ask) -> str:
    """Return the same for a core file; empty = no signal has ended the program."""
    number = await _value(ask, "$_siginfo.si_signo")
    if number.isdigit() and int(number):
        return await description(ask)
    number = await _value(ask, "$_exitsignal")
    return f"signal {process.signal_name(int(number))}" if number.isdigit() else ""


async def _value(ask: Ask, expression: str) -> str:
    try:
        body = await ask("evaluate", {"expression": expression, "context": "watch"})
    except DaebugError:
        return ""
    return str(body.get("result") or "").partition(" ")[0]
