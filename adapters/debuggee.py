"""The process that is debugged: its streams, its watch, its end.

The adapter starts it or we do; either way this is the one place that knows
whether it lives, and how it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable

from ..protocol.errors import DaebugError
from ..protocol.errors.programs import NoInput
from .input import Input
from .output import Output
from .process import End, Watch, below, started, unwaited


def _nobody(error: DaebugError) -> None:
    """Take an error that nobody waits for."""


class Debuggee:
    """One debuggee, from before it exists to after its end."""

    def __init__(self, program: str, output: Output) -> None:
        """Be ready for ``program``, whose output goes through ``output``."""
        self.program = program
        self.output = output
        self.input: Input | None = None
        self.pid = 0
        #: Process id of the adapter that may start it; 0 = none.
        self.parent = 0
        #: What to call when it turns out that it can't be reached.
        self.failed: Callable[[DaebugError], None] = _nobody
        #: Set once ``pid`` is known.
        self.known = asyncio.Event()
        #: What the adapter has started, while it does not tell which of that is the debuggee:
        #: process id -> when it started.
        self.relatives: dict[int, int] = {}
        self._watch: Watch | None = None

    def identify(self, pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
        """Watch process ``pid`` from now on; a second call changes nothing."""
        if self._watch is None and pid > 0:
            self.pid = pid
            self._watch = Watch(pid, child)
            self.known.set()

    @property
    def fallen(self) -> bool:
        """Whether it was killed, and its adapter holds what is left of it and does not see that.

        A traced process of several threads has ended once its tracer has waited for each.
        """
        return self._watch is not None and unwaited(self.pid) is not None

    @property
    def gone(self) -> asyncio.Event | None:
        """The event of its end; ``None`` = its process is not known."""
        return self._watch.gone if self._watch else None

    async def end(self) -> End | None:
        """Return how it ended as the system tells it; ``None`` = it does not."""
        return await self._watch.end() if self._watch else None

    def look(self) -> None:
        """Note what the adapter has started: should it die, nobody else knows of that."""
        if self._watch is None and self.parent:
            self.relatives |= below(self.parent)

    async def kill(self, timeout_s: float) -> None:
        """Kill it and wait until it is gone, ``timeout_s`` seconds at most."""
        self.look()
        for pid, ticks in self.relatives.items():
            if ticks and started(pid) == ticks:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        if self._watch is not None and not self._watch.gone.is_set():
            self._watch.kill()
            await asyncio.wait({asyncio.create_task(self._watch.gone.wait())}, timeout=timeout_s)

    def signal(self, number: int) -> None:
        """Send it a signal, if it is there."""
        if self._watch is not None:
            self._watch.kill(number)

    def write(self, session: str, data: bytes) -> None:
        """Write to its standard input.

        Raises:
            NoInput: it has none that is ours, or it was closed.
        """
        if self.input is None:
            why = "it was not started by daebug, or reads a file"
            raise NoInput(session=session, why=why, program=self.program or "./prog")
        self.input.write(data, program=self.program)

    async def outlive(self) -> None:
        """Read on from one that was left running, so that it never blocks on us; then close."""
        await self.output.wait_hung_up()
        # A moment after its streams it ends itself; a child of ours is waited for then.
        await self.end()
        await self.close()

    async def close(self) -> None:
        """Close our ends of its streams and stop watching it."""
        if self.input is not None:
            self.input.close()
        await self.output.close()
        if self._watch is not None:
            self._watch.close()
