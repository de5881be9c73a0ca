"""Runs inside gdb, before it serves DAP: leaving a function early, going on at another line.

gdb's DAP has no requests for them.  Frames and variables that were told before are void
after either, as after a step.
"""

from __future__ import annotations

from typing import Any

import gdb
from gdb.dap import frames, scopes, varref


def forget() -> None:
    """Have all frames and variables be told anew."""
    for module, name in (
        (varref, "clear_vars"),
        (scopes, "clear_scopes"),
        (frames, "_clear_frame_ids"),
    ):
        clear = getattr(module, name, None)
        if clear is not None:
            clear(None)


class Return(gdb.Command):  # type: ignore[misc]  # gdb has no types
    """``daebug-return [VALUE]``: leave the innermost function now."""

    def __init__(self) -> None:
        """Register the command."""
        super().__init__("daebug-return", gdb.COMMAND_RUNNING)

    def invoke(self, argument: str, _from_tty: bool) -> None:  # noqa: FBT001 - gdb calls it so
        """Leave it; gdb's own words say why it can't."""
        gdb.newest_frame().select()
        gdb.execute(f"return {argument}", to_string=True)
        forget()


class Goto(gdb.Command):  # type: ignore[misc]  # gdb has no types
    """``daebug-goto LINE FILE``: go on there; the file's name is the rest of the line."""

    def __init__(self) -> None:
        """Register the command."""
        super().__init__("daebug-goto", gdb.COMMAND_RUNNING)

    def invoke(self, argument: str, _from_tty: bool) -> None:  # noqa: FBT001 - gdb calls it so
        """Move the program counter within the innermost function."""
        line, _, file = argument.partition(" ")
        frame = gdb.newest_frame()
        frame.select()
        try:
            _, places = gdb.decode_line(f"{file}:{line}")
        except gdb.error:
            places = None
        for place in places or ():
            if place.line == int(line) and same(place.pc, frame):
                gdb.execute(f"set variable $pc = {place.pc:#x}")
                forget()
                return
        raise gdb.GdbError(f"line {line} has no code of {frame.name()}")


def same(pc: int, frame: Any) -> bool:
    """Whether an address lies in the frame's function."""
    block = gdb.block_for_pc(pc)
    while block is not None and block.function is None:
        block = block.superblock
    return block is not None and block.function == frame.function()


Return()
Goto()
