"""Background events on their way to the hub, many batches in one message of the bus.

Who adds waits while too much is pending: a hub that is behind slows the
reading of pages' connections, and by that the pages, and nothing is dropped.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from ...protocol.pages import Happened

#: Bytes of events that wait for the hub before the connections have to.
PENDING_BYTES = 8 * 1024 * 1024

#: Bytes of events in one message of the bus.
MESSAGE_BYTES = 1024 * 1024


class Bulk:
    """One queue for all roots, emptied by one task."""

    def __init__(self, push: Callable[[Sequence[Happened]], Awaitable[None]]) -> None:
        """Hand batches to ``push``, in order."""
        self._push = push
        self._pending: deque[Happened] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._task = asyncio.create_task(self._pump(), name="events")

    async def add(self, happened: Happened) -> None:
        """Add a batch; returns when there is room for more."""
        self._pending.append(happened)
        self._bytes += len(happened.events)
        self._wake.set()
        if self._bytes >= PENDING_BYTES:
            self._room.clear()
            await self._room.wait()

    async def close(self) -> None:
        """Stop; what is pending is lost."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _pump(self) -> None:
        """Push what is pending until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                await self._push(self._some())
                if self._bytes < PENDING_BYTES:
                    self._room.set()

    def _some(self) -> list[Happened]:
        """Take up to ``MESSAGE_BYTES``, one batch at least."""
        some: list[Happened] = []
        size = 0
        while self._pending and (not some or size < MESSAGE_BYTES):
            happened = self._pending.popleft()
            size += len(happened.events)
            some.append(happened)
        self._bytes -= size
        return some
