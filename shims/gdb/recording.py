"""Runs inside gdb, before it serves DAP: a recording, and the requests that run back in it.

gdb's DAP has no ``stepBack`` and no ``reverseContinue``, though gdb has both where
it records.  ``daebug-record`` begins a recording and announces them,
``daebug-record stop`` ends both.

A recording can't hold the program's end.  Where that is next, gdb stops once; told to
run on it refused, and took the program for running from then on.  Now the recording
ends there, and the program runs on.

A program that comes back to the beginning without a breakpoint there is one
instruction off in gdb 18, and shows wrong values when it runs on.  So there is one.
"""

from __future__ import annotations

import re
from typing import Any

import gdb
from gdb.dap import events
from gdb.dap import next as running
from gdb.dap.server import request, send_event
from gdb.dap.startup import DAPException
from gdb.dap.state import set_thread

#: Instructions that are kept; older ones are forgotten.  Each takes about 200 bytes.
KEPT = 2_000_000

_AT = re.compile(
    r"Lowest recorded instruction number is (\d+)\.\s*Current instruction number is (\d+)\."
)


def first() -> bool:
    """Tell whether the program was brought back to the first instruction of the recording."""
    at = _AT.search(gdb.execute("info record", to_string=True))
    # Running in the background gdb tells the second instruction at the first.
    return at is not None and int(at[2]) <= int(at[1]) + 1


class Beginning(gdb.Breakpoint):  # type: ignore[misc]  # gdb has no types
    """Where the recording begins: stops what comes back to it, not what passes by."""

    def stop(self) -> bool:
        """Tell whether nothing lies before this."""
        return first()


class Record(gdb.Command):  # type: ignore[misc]  # gdb has no types
    """``daebug-record [stop]``."""

    def __init__(self) -> None:
        """Register the command."""
        super().__init__("daebug-record", gdb.COMMAND_OBSCURE)
        self._beginning: Beginning | None = None
        self._pc = 0

    def begins(self) -> bool:
        """Tell whether the program is where the recording begins."""
        here: int = gdb.newest_frame().pc()
        return self._beginning is not None and here == self._pc and first()

    def invoke(self, argument: str, _from_tty: bool) -> None:  # noqa: FBT001 - gdb calls it so
        """Begin or end; gdb's own words say why it can't."""
        if argument.strip() == "stop":
            gdb.execute("record stop", to_string=True)
            self._forget()
        else:
            gdb.execute(f"set record full insn-number-max {KEPT}", to_string=True)
            gdb.execute("set record full stop-at-limit off", to_string=True)
            gdb.execute("record full", to_string=True)
            self._forget()
            self._pc = gdb.newest_frame().pc()
            self._beginning = Beginning(f"*{self._pc:#x}", internal=True)
        able = self._beginning is not None
        send_event("capabilities", {"capabilities": {"supportsStepBack": able}})

    def _forget(self) -> None:
        if self._beginning is not None and self._beginning.is_valid():
            self._beginning.delete()
        self._beginning = None


def run_on(command: str, *more: Any) -> None:
    """Resume by ``command``; where the recording is in the way, without it."""
    try:
        events.exec_and_expect_stop(command, *more)
    except Exception as error:
        events.inferior_running = False
        if "inferior program stopped" not in str(error):
            raise
        gdb.execute("daebug-record stop", to_string=True)
        events.exec_and_expect_stop(command, *more)


def step_back(*, threadId: int, granularity: str = "statement", **_more: Any) -> None:  # noqa: N803 - DAP's name
    """Run back to the beginning of the line before."""
    back(threadId, "reverse-stepi" if granularity == "instruction" else "reverse-next")


def reverse_continue(*, threadId: int, **_more: Any) -> None:  # noqa: N803 - DAP's name
    """Run back to the breakpoint before, or to the beginning of the recording."""
    back(threadId, "reverse-continue")


def back(thread: int, command: str) -> None:
    """Run back by ``command``, but not from the beginning: gdb would be one instruction off."""
    set_thread(thread)
    if recorder.begins():
        raise DAPException("the recording begins here")
    events.exec_and_expect_stop(f"{command} &")


recorder = Record()
if hasattr(running, "exec_and_expect_stop"):
    running.exec_and_expect_stop = run_on
request("stepBack")(step_back)
request("reverseContinue")(reverse_continue)
