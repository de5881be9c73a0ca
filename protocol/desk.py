"""Carry out a role's orders: each in a task of its own, each answered exactly once.

An order that raises is answered with its error, one that is cancelled, even
before it began, with ``stopping``.  ``StopRole`` is answered last of all, when
the role has closed what it owns.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from . import envelope
from .envelope import Envelope
from .errors import DaebugError
from .errors.daemon import Stopping, Unexpected
from .orders import Answer, Done, StopRole

#: Give the answer to an order.
Give = Callable[[Envelope, Answer], None]

#: Return what carries out an order's message; the second argument is the order's id.
CarryOut = Callable[[Any, str], Awaitable[Answer]]


class Desk:
    """The orders of one role."""

    def __init__(
        self, give: Give, carry_out: CarryOut, stop: asyncio.Event, log: logging.Logger
    ) -> None:
        """Answer by ``give``; ``stop`` is set when the hub orders the role's end."""
        self._give = give
        self._carry_out = carry_out
        self._stop = stop
        self._log = log
        self._tasks: dict[asyncio.Task[None], Envelope] = {}
        self._last: Envelope | None = None
        self._closed = False

    def ordered(self, order: Envelope) -> None:
        """Take an order; nothing of it is done before this returns."""
        if isinstance(order.message, StopRole):
            self._last = order
            self._stop.set()
            return
        if self._closed:
            self._give(order, envelope.failed(Stopping()))
            return
        task = asyncio.create_task(self._do(order), name=type(order.message).__name__)
        self._tasks[task] = order
        task.add_done_callback(self._done)

    def refuse(self) -> None:
        """Take no more orders: they are answered with ``stopping``."""
        self._closed = True

    async def settle(self, timeout_s: float = 0.0) -> None:
        """Let what is being done end, ``timeout_s`` seconds at most; cancel the rest."""
        self.refuse()
        if self._tasks and timeout_s:
            await asyncio.wait(self._tasks, timeout=timeout_s)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def farewell(self) -> None:
        """Answer ``StopRole``, if that was ordered: all is closed."""
        if self._last is not None:
            self._give(self._last, Done())

    async def _do(self, order: Envelope) -> None:
        """Carry out one order and answer it, whatever happens."""
        message: Any = order.message
        extra = {"session": getattr(message, "session", ""), "step": type(message).__name__}
        answer: Answer
        try:
            answer = await self._carry_out(message, order.id)
        except DaebugError as error:
            self._log.info("%s", error, extra=extra)
            answer = envelope.failed(error)
        except Exception as error:  # noqa: BLE001 - told with its traceback, and answered
            self._log.exception("order failed", extra=extra)
            answer = envelope.failed(Unexpected(what=f"{type(error).__name__}: {error}"))
        try:
            self._give(order, answer)
        except (OverflowError, TypeError, ValueError) as error:
            # What can't be written down must not leave the hub without an answer.
            self._log.exception("answer not sent", extra=extra)
            what = f"{type(error).__name__}: {error}"
            self._give(order, envelope.failed(Unexpected(what=what)))

    def _done(self, task: asyncio.Task[None]) -> None:
        """Forget a task; one that was cancelled has not answered, and may not even have begun."""
        order = self._tasks.pop(task)
        if task.cancelled():
            self._give(order, envelope.failed(Stopping()))
