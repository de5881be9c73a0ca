"""Runs inside gdb, before it serves DAP: ``gdb -nx -iex 'source habits.py' -i=dap``.

What it mends of gdb 14 to 18:

- A call in an expression told ``continued`` and ``stopped``, hit the program's
  breakpoints, and threw away the numbers of all frames and variables.  Now it is
  silent, and all is as it was.
- An end by a signal was told as exit code 0.  Now the code is the signal's number,
  negative.
- An ignore count began anew whenever breakpoints were set.  ``$daebug_left(N, ID)``
  is how many hits are still to be ignored.

A part that another version of gdb has not is left as it is.  What gdb's DAP lacks is
added by the scripts beside this one.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdb
import gdb.printing
from gdb.dap import breakpoint as points
from gdb.dap import events, frames, scopes, varref

#: Each is left out where gdb does not know it.
SETTINGS = (
    # Reading libc's separate debug file takes 150 ms at every start; what lies
    # beside the program is still found.
    "set debug-file-directory /nowhere",
    "set debuginfod enabled off",
    "set style enabled off",
    "set breakpoint pending on",
    "set print thread-events off",
    # A call that gets a signal, or never returns, leaves the program as it was.
    "set unwind-on-signal on",
    "set unwind-on-timeout on",
    "set direct-call-timeout 10",
    "set indirect-call-timeout 10",
    # The C++ library's printers, also for a gdb that was not installed with it.
    "add-auto-load-safe-path /usr/share/gdb/auto-load",
    "add-auto-load-scripts-directory /usr/share/gdb/auto-load",
)


class Calls:
    """Keeps a call in an expression out of sight."""

    def __init__(self) -> None:
        """Take the place of gdb's own word about calls."""
        self._silenced: list[tuple[Any, Callable[[Any], None]]] = []
        self._disabled: list[Any] = []
        told = getattr(events, "_on_inferior_call", None)
        if told is not None:
            gdb.events.inferior_call.disconnect(told)
        gdb.events.inferior_call.connect(self.heard)

    def heard(self, event: Any) -> None:
        """Act on the beginning and the end of a call."""
        if isinstance(event, gdb.InferiorCallPreEvent):
            # Else it is the condition of a breakpoint.
            if not events.inferior_running and not self._silenced:
                self._begin()
        elif self._silenced:
            self._end()

    def _begin(self) -> None:
        for registry, module, name in (
            (gdb.events.cont, events, "_cont"),
            (gdb.events.cont, varref, "clear_vars"),
            (gdb.events.cont, scopes, "clear_scopes"),
            (gdb.events.cont, frames, "_clear_frame_ids"),
            (gdb.events.stop, events, "_on_stop"),
        ):
            function = getattr(module, name, None)
            if function is not None:
                registry.disconnect(function)
                self._silenced.append((registry, function))
        self._disabled = [point for point in gdb.breakpoints() if point.enabled]
        self._enable(on=False)

    def _end(self) -> None:
        for registry, function in self._silenced:
            registry.connect(function)
        self._silenced.clear()
        self._enable(on=True)
        self._disabled.clear()
        events.inferior_running = False

    def _enable(self, *, on: bool) -> None:
        with points.suppress_new_breakpoint_event():
            for point in self._disabled:
                if point.is_valid():
                    point.enabled = on


class Left(gdb.Function):  # type: ignore[misc]  # gdb has no types
    """``$daebug_left(N, ID)``: hits that breakpoint ID ignores before it stops at its N-th."""

    def __init__(self) -> None:
        """Register the function."""
        super().__init__("daebug_left")
        self._numbers: dict[int, int] = {}

    def invoke(self, count: Any, number: Any) -> int:
        """Return it for the breakpoint that gdb is about to change: the newest, if ID is new."""
        known = {point.number: point for point in gdb.breakpoints()}
        mine = self._numbers.get(int(number), -1)
        if mine not in known:
            mine = self._numbers[int(number)] = max(known, default=-1)
        hits = known[mine].hit_count if mine in known else 0
        return max(0, int(count) - 1 - hits)


class Arguments(gdb.Command):  # type: ignore[misc]  # gdb has no types
    """``daebug-arguments``: the selected frame's arguments, ``(int) argc =``, one a line."""

    def __init__(self) -> None:
        """Register the command."""
        super().__init__("daebug-arguments", gdb.COMMAND_STACK)

    def invoke(self, _argument: str, _from_tty: bool) -> None:  # noqa: FBT001 - gdb calls it so
        """Print them."""
        block = gdb.selected_frame().block()
        while block.function is None and block.superblock is not None:
            block = block.superblock
        for symbol in block:
            if symbol.is_argument:
                gdb.write(f"({symbol.type}) {symbol.print_name} =\n")


class Threads(gdb.Command):  # type: ignore[misc]  # gdb has no types
    """``daebug-threads``: the number of each thread, and the system's, one a line."""

    def __init__(self) -> None:
        """Register the command."""
        super().__init__("daebug-threads", gdb.COMMAND_DATA)

    def invoke(self, _argument: str, _from_tty: bool) -> None:  # noqa: FBT001 - gdb calls it so
        """Print them."""
        for thread in gdb.selected_inferior().threads():
            gdb.write(f"{thread.global_num} {thread.ptid[1]}\n")


def _exited(event: Any) -> None:
    """Tell the end: gdb's own word for it says 0 for every signal."""
    code = getattr(event, "exit_code", None)
    if code is None:
        by = gdb.convenience_variable("_exitsignal")
        code = -int(by) if by is not None else 0
    events.inferior_running = False
    events.send_event("exited", {"exitCode": int(code)})
    events.send_event("terminated")


def _settle() -> None:
    # gdb starts programs through $SHELL, which may be no POSIX shell.
    os.environ["SHELL"] = "/bin/sh"
    for setting in SETTINGS:
        try:
            gdb.execute(setting, to_string=True)
        except gdb.error:
            pass


_settle()
Calls()
Left()
Arguments()
Threads()
if hasattr(events, "_on_exit"):
    gdb.events.exited.disconnect(events._on_exit)  # noqa: SLF001 - gdb has no other
    gdb.events.exited.connect(_exited)
for script in ("moving", "recording", "watching"):
    gdb.execute(f"source {Path(__file__).with_name(script)}.py")
if hasattr(gdb.printing, "make_visualizer"):
    sys.path.insert(0, str(Path(__file__).parent))
    importlib.import_module("daebug_printers").install()
