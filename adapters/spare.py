"""One adapter of each kind, started and greeted before anybody asks for it.

That hides the 220 ms that lldb-dap takes to come up.  A spare knows no caller:
environment, folder and program come with ``launch``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from ..protocol.config import Adapters
from ..protocol.errors import DaebugError
from ..protocol.facts import AdapterEnded, AdapterStarted, Fact
from . import transport
from .connection import Connection
from .find import Found

log = logging.getLogger("daebug.bridge")

#: Seconds after a session came up, so that the spare does not slow its first answers.
DELAY_S = 0.5

#: Seconds for a spare to greet.
GREET_S = 20.0


class Spares:
    """The adapters that wait for a session, one a kind."""

    def __init__(
        self,
        settings: Adapters,
        folder: Path,
        env: Mapping[str, str],
        fact: Callable[[Fact], None],
    ) -> None:
        """Start spares in ``folder`` with the daemon's ``env``; ``fact`` tells the hub."""
        self._settings = settings
        self._folder = folder
        self._env = env
        self._fact = fact
        self._ready: dict[Found, Connection] = {}
        self._tasks: dict[Found, asyncio.Task[None]] = {}

    def take(self, found: Found) -> Connection | None:
        """Return the spare of ``found``, now the caller's; ``None`` = there is none."""
        spare = self._ready.get(found)
        if spare is None or not spare.alive:
            return None
        del self._ready[found]
        task = self._tasks.pop(found, None)
        if task is not None:
            task.cancel()
        return spare

    def prepare(self, found: Found) -> None:
        """Have a spare of ``found`` soon, unless there is one or the settings say no."""
        if self._settings.spare and found not in self._tasks:
            self._tasks[found] = asyncio.create_task(self._keep(found), name="spare")

    async def close(self) -> None:
        """End all spares."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, found: Found) -> None:
        """Start a spare; keep it until it is taken, dies or is too old."""
        await asyncio.sleep(DELAY_S)
        try:
            spare = await transport.start(found, self._folder, self._env)
        except DaebugError as error:
            log.info("no spare: %s", error)
            return
        self._fact(AdapterStarted(adapter=found.adapter, pid=spare.pid, started=spare.started))
        offered = False
        try:
            await spare.greet(GREET_S)
            self._ready[found] = spare
            offered = True
            async with asyncio.timeout(self._settings.spare_s):
                await spare.exchange.over.wait()
        except (DaebugError, TimeoutError) as error:
            log.info("spare ended: %s", error or "nobody took it")
        finally:
            # Once it was offered, being in the table means that nobody took it.
            if not offered or self._ready.pop(found, None) is spare:
                self._tasks.pop(found, None)
                await spare.close(0.0)
                self._fact(AdapterEnded(pid=spare.pid))
