"""A terminal brought to the caller's own: keys one way, output the other.

Two tasks: keys go to the program as they come, and the output is read for as
long as somebody is attached.  Whoever leaves leaves the program running.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress

from ...protocol.errors import DaebugError
from ...protocol.errors.terminals import TerminalExited
from ...protocol.terminals import Terminal
from ..keyhole import Keyhole
from . import asking

#: Ctrl-], as telnet has it: it leaves.
LEAVE = b"\x1d"

#: Most bytes of one piece of output.
PIECE_BYTES = 64 * 1024

#: Longest silence before the program is asked about again, in seconds.
LOOK_S = 30.0

#: From the first screen to the other, and back.  xterm's control sequences: to go back also
#: puts the cursor where it was before, so who never left must not be told to.
_SCREEN = re.compile(rb"\x1b\[\?(?:\d+;)*(?:1049|1047|47)(?:;\d+)*([hl])")
FIRST_SCREEN = b"\x1b[?1049l"

#: What undoes what else a program may have asked of the caller's terminal: the mouse,
#: bracketed paste, colours, a hidden cursor.
RESTORE = b"\x1b[?1000;1002;1003;1006l\x1b[?2004l\x1b[?1l\x1b>\x1b[0m\x1b[?25h"


async def attached(hub: Keyhole, name: str) -> AsyncIterator[bytes | Terminal]:
    """Yield output until the caller leaves or the program ends, then the terminal as it is.

    Raises:
        NoSuchTerminal: it is not there.
    """
    terminal = await asking.resize(hub, name)
    hub.raw()
    keys = asyncio.create_task(_keys(hub, name), name=f"keys of {name}")
    since = terminal.first
    elsewhere = False
    try:
        while not keys.done():
            reading = asyncio.create_task(
                asking.read(hub, name, since=since, limit=PIECE_BYTES, wait_s=LOOK_S)
            )
            try:
                await asyncio.wait({reading, keys}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    break
                read = reading.result()
            finally:
                reading.cancel()
            terminal, since = read.terminal, read.cursor
            if read.data:
                # A piece holds whole sequences.
                for screen in _SCREEN.finditer(read.data):
                    elsewhere = screen[1] == b"h"
                yield read.data
            elif terminal.state == "exited":
                break
    finally:
        keys.cancel()
        with suppress(asyncio.CancelledError, DaebugError):
            await keys
    yield (FIRST_SCREEN if elsewhere else b"") + RESTORE
    yield terminal


async def _keys(hub: Keyhole, name: str) -> None:
    """Hand on what is typed until the caller leaves."""
    while True:
        chunk = await hub.stdin()
        try:
            if chunk.size != (0, 0):
                await asking.resize(hub, name, chunk.size)
                continue
            data, leaves, _ = chunk.data.partition(LEAVE)
            if data:
                await asking.write(hub, name, data)
        except TerminalExited:
            return
        if leaves or not chunk.data:
            return
