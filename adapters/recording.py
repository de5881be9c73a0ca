"""gdb's recordings: what a program needs to be recorded, and what a stop in one means."""

from __future__ import annotations

import re

from ..protocol.errors import DaebugError
from .kind import Ask, Tell

#: The console command of ``shims/gdb/recording.py``; ``stop`` after it ends the recording.
COMMAND = "daebug-record"

#: gdb records no instruction newer than SSE: the C library has to do without them, and to bind
#: its functions before the program runs.
#: https://sourceware.org/gdb/current/onlinedocs/gdb.html/Process-Record-and-Replay.html
ENVIRONMENT = {
    "LD_BIND_NOW": "1",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps="
    "-AVX,-AVX2,-AVX512F,-XSAVE,-XSAVEC,-AVX512VL,-AVX512BW,-ERMS",
}

_NUMBERS = re.compile(r"(Lowest|Current)(?: recorded)? instruction number is (\d+)\.")


#: Numbers of the calls that end a process: exit and exit_group.
_ENDS = frozenset({"60", "231"})


async def judged(ask: Ask) -> Tell | None:
    """Return what a stop without a cause means where a recording runs; ``None`` where none does."""

    async def told(command: str, context: str = "repl") -> str:
        body = await ask("evaluate", {"expression": command, "context": context})
        return str(body.get("result") or "")

    try:
        text = await told("info record")
        if "Active record target" not in text:
            return None
        numbers = {name: int(number) for name, number in _NUMBERS.findall(text)}
        if (current := numbers.get("Current", 0)) and current <= numbers.get("Lowest", 0) + 1:
            return Tell(reason="history", text="the recording begins here")
        instruction = (await told("x/i $pc")).rpartition("\t")[2].strip()
        if instruction == "syscall" and await told("$rax", "watch") in _ENDS:
            return Tell(reason="history", text="the program's end is next; it can't be recorded")
        return Tell(reason="history", text="the recording ends here")
    except DaebugError:
        return None
