"""Wait for what arrives by callback: with a deadline, and without sleeping."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

#: One millisecond in seconds, longer on a slow machine: ``DAEBUG_TEST_SCALE=3``.
MS = 0.001 * float(os.environ.get("DAEBUG_TEST_SCALE", "1"))


class Arrivals:
    """What arrived, oldest first; call it to add."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.seen: list[Any] = []
        self._changed = asyncio.Event()

    def __call__(self, item: Any) -> None:
        """Add ``item``."""
        self.seen.append(item)
        self._changed.set()

    async def count(self, number: int) -> None:
        """Return when ``number`` of them arrived."""
        await self.until(lambda seen: len(seen) >= number)

    async def until(self, wanted: Callable[[list[Any]], bool], within_s: float = 5000 * MS) -> None:
        """Return when ``wanted`` holds of what arrived; else fail and list that."""
        try:
            async with asyncio.timeout(within_s):
                while not wanted(self.seen):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            last = self.seen[-20:]
            raise AssertionError(
                f"{len(self.seen)} arrived in {within_s} s; last: {last}"
            ) from None
