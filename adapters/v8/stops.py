"""One stop at a time, although each thread of the program stops for itself.

A thread that stops while another one is being looked at is told once that one
runs on; ``continue`` lets all run that were told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .thread import Thread


class Stops:
    """Which threads are stopped, as far as was told, and which wait to be told."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        """Tell DAP's ``stopped`` through ``tell``."""
        self._tell = tell
        self._told: list[Thread] = []
        self._waiting: list[tuple[Thread, dict[str, Any]]] = []

    @property
    def told(self) -> list[Thread]:
        """The threads that were told to be stopped."""
        return list(self._told)

    def stopped(self, thread: Thread, body: dict[str, Any]) -> None:
        """Tell a stop, now or later."""
        if any(other is not thread for other in self._told):
            self._waiting.append((thread, body))
            return
        self._told = [thread]
        self._tell(body)

    def resumed(self, thread: Thread) -> None:
        """Note that a thread runs."""
        self._told = [other for other in self._told if other is not thread]

    def gone(self, thread: Thread) -> None:
        """Forget a thread."""
        self.resumed(thread)
        self._waiting = [item for item in self._waiting if item[0] is not thread]
        self.proceed()

    def proceed(self) -> bool:
        """Tell the next stop that waits, unless another one is looked at; say whether."""
        if self._told or not self._waiting:
            return False
        self.stopped(*self._waiting.pop(0))
        return True
