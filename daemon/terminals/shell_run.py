"""A shell command run to its end: bounded, streamed, ended as a tree."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ...protocol.terminals import Terminal
from ..keyhole import Keyhole
from . import asking

#: Status of a command that ran out of time, as timeout(1) has it.
TIMED_OUT = 124

#: Seconds between asking the processes to end and killing them.
GRACE_S = 0.2

#: Longest silence before the program is asked about again, in seconds.
LOOK_S = 30.0

#: Most bytes of one piece of output.
PIECE_BYTES = 64 * 1024

#: Shells that do not read commands as sh does.
_OTHERS = ("fish", "nu", "elvish", "xonsh", "csh", "tcsh", "pwsh")


@dataclass(frozen=True)
class Piece:
    """A piece of its output."""

    data: bytes
    #: Bytes before it that are left out, and the cursor of the first of them.
    left_out_bytes: int = 0
    left_out_from: int = 0


@dataclass(frozen=True)
class Ran:
    """How it ended."""

    terminal: Terminal
    #: 124 = out of time, 128 and the signal's number = killed; else the command's own.
    status: int
    seconds: float
    timed_out: bool
    #: Processes that it left behind, which were ended.
    ended: int


class ShellRun:
    """One run; ``start``, then ``pieces``, then ``over``, or ``end`` at any time."""

    def __init__(self, hub: Keyhole, limit: int | None) -> None:
        """Show ``limit`` bytes of output, its first and its last half; ``None`` = all."""
        self._hub = hub
        self._limit = limit
        self._began = time.monotonic()
        self._terminal: Terminal | None = None
        self._cursor = 0
        self._timed_out = False
        self._ended = 0
        self._left_out = False
        self._is_ended = False

    @property
    def id(self) -> str:
        """The name of the run, for ``daebug term read``."""
        return self._terminal.id if self._terminal else ""

    async def start(self, command: str, cwd: str) -> None:
        """Run ``command`` with the caller's shell.

        Raises:
            CantStartTerminal, TooManyTerminals: it does not run.
        """
        words = [shell(self._hub.caller.env), "-c", command]
        lossless = self._limit is None
        self._terminal = await asking.start(self._hub, words, cwd=cwd, tty=False, lossless=lossless)

    async def pieces(self, timeout_s: float) -> AsyncIterator[Piece]:
        """Yield output as it comes; end the command after ``timeout_s`` seconds."""
        assert self._terminal is not None
        name, deadline = self._terminal.id, self._began + timeout_s
        while True:
            left_s = deadline - time.monotonic()
            room = self._room()
            read = await asking.read(
                self._hub,
                name,
                since=self._cursor,
                limit=max(room, 1),
                wait_s=max(0.0, min(left_s, LOOK_S)),
                ended=room <= 0,
            )
            if room > 0 and read.data:
                self._cursor = read.cursor
                yield Piece(read.data)
                continue
            self._timed_out = left_s <= 0 and read.terminal.state == "running"
            if self._timed_out or read.terminal.state == "exited":
                break
        await self.end()
        async for piece in self._rest(name):
            yield piece

    async def over(self) -> Ran:
        """Return how it ended; its output is kept only if not all of it was shown."""
        assert self._terminal is not None
        one = self._terminal
        if not self._left_out:
            await asking.close(self._hub, one.id)
        status = one.code if one.code is not None else 128 + _number(one.signal)
        return Ran(
            terminal=one,
            status=TIMED_OUT if self._timed_out else status,
            seconds=round(time.monotonic() - self._began, 3),
            timed_out=self._timed_out,
            ended=self._ended,
        )

    async def end(self) -> None:
        """End all that it started, unless that is done; its output stays."""
        if self._terminal is not None and not self._is_ended:
            self._is_ended = True
            closed = await asking.close(self._hub, self._terminal.id, keep=True, grace_s=GRACE_S)
            self._terminal = closed.terminal
            self._ended = closed.ended

    def _room(self) -> int:
        """Return how many bytes the next piece may have; none = the beginning is shown."""
        if self._limit is None:
            return PIECE_BYTES
        return min(PIECE_BYTES, self._limit // 2 - self._cursor)

    async def _rest(self, name: str) -> AsyncIterator[Piece]:
        """Yield what is not shown yet, or the end of it, and say what is left out."""
        assert self._terminal is not None
        end, since = self._terminal.cursor, self._cursor
        if self._limit is not None:
            since = max(since, end - (self._limit - self._cursor))
        while since < end:
            read = await asking.read(self._hub, name, since=since, limit=PIECE_BYTES)
            left_out = since + read.left_out_bytes - self._cursor
            self._left_out = self._left_out or left_out > 0
            yield Piece(read.data, left_out, self._cursor)
            since = self._cursor = read.cursor


def shell(env: dict[str, str]) -> str:
    """Return the caller's shell, or sh if that reads commands in another way."""
    named = env.get("SHELL", "")
    usable = os.path.isabs(named) and os.path.basename(named) not in _OTHERS
    return named if usable and os.access(named, os.X_OK) else "/bin/sh"


def _number(name: str) -> int:
    """Return the number of a signal."""
    try:
        return int(signal.Signals[name])
    except KeyError:
        return int(name.removeprefix("SIG") or 0)
