"""What clients of ours want of the hub: told as a fact, answered by an order.

Every ask has a deadline, and ends with the client that asked: then the hub is
told that nobody waits any more.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from typing import TypeVar

from ...protocol import errors
from ...protocol.asks import AnswerAsk, AskDropped, Asked, Question, RefuseAsk, Told
from ...protocol.errors.daemon import NoAnswer, ProcessDown, Stopping, Unexpected
from . import limits
from .realms import Tell

#: Seconds on top of the hub's own: it tells better than we do that its time is up.
GRACE_S = 1.0

Answer = TypeVar("Answer", bound=Told)


class Asks:
    """The asks of all roots that are not answered."""

    def __init__(self, tell: Tell) -> None:
        """Start with none; they go out by ``tell``."""
        self._tell = tell
        self._open: dict[str, asyncio.Future[Told]] = {}
        # A hub may hear of two gateways, one after another.
        self._life = os.urandom(4).hex()
        self._numbers = itertools.count(1)
        self._closed = False

    async def ask(
        self, root: str, question: Question, kind: type[Answer], *, timeout_s: float
    ) -> Answer:
        """Return the hub's answer to ``question`` about ``root``, which is a ``kind``.

        Raises:
            DaebugError: the hub refused; what it says.
            Unexpected: it answered with something else.
            NoAnswer: it kept silent.
            Stopping: we end, or the hub did.
            ProcessDown: too many wait for it already.
        """
        if self._closed:
            raise Stopping
        if len(self._open) >= limits.ASKS:
            raise ProcessDown(role="hub", how=f"{limits.ASKS} asks wait for it")
        ask = f"ask-{self._life}-{next(self._numbers)}"
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._open[ask] = future
        try:
            self._tell(Asked(root=root, ask=ask, question=question, timeout_s=timeout_s))
            async with asyncio.timeout(timeout_s + GRACE_S):
                told = await future
        except TimeoutError:
            raise NoAnswer(role="hub", waited_s=timeout_s) from None
        except asyncio.CancelledError:
            self._tell(AskDropped(ask=ask))
            raise
        finally:
            del self._open[ask]
        if not isinstance(told, kind):
            what = f"the hub answered {type(told).__name__} to {type(question).__name__}"
            raise Unexpected(what=what)
        return told

    def answered(self, order: AnswerAsk | RefuseAsk) -> None:
        """Hand the hub's answer to whoever waits for it, if anybody does."""
        future = self._open.get(order.ask)
        if future is None or future.done():
            return
        if isinstance(order, AnswerAsk):
            future.set_result(order.told)
        else:
            future.set_exception(errors.named(order.code, order.facts))

    def close(self) -> None:
        """End all of them: the hub is gone, or we go."""
        self._closed = True
        for future in self._open.values():
            if not future.done():
                future.set_exception(Stopping())
