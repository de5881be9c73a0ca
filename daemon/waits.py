"""Level-triggered waiting: test the state now, else sleep until it changes, test again.

No queue is held: a stop that came before the call is seen, and other commands
run meanwhile.  Since a run command changes the state before it waits, the stop
before it can't be taken for the one after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Waits:
    """Those who sleep until the next change."""

    def __init__(self) -> None:
        """Nobody sleeps yet."""
        self._sleepers: set[asyncio.Future[None]] = set()

    def wake(self) -> None:
        """Something changed: let everybody test again."""
        sleepers, self._sleepers = self._sleepers, set()
        for future in sleepers:
            if not future.done():
                future.set_result(None)

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()``; return whether it does, ``False`` after ``timeout_s`` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not holds():
            left = deadline - loop.time()
            if left <= 0:
                return False
            future: asyncio.Future[None] = loop.create_future()
            self._sleepers.add(future)
            try:
                # Not wait_for: it loses a cancellation that comes in the turn of the wake.
                async with asyncio.timeout(left):
                    await future
            except TimeoutError:
                return holds()
            finally:
                self._sleepers.discard(future)
        return True
