"""The hub's end of the bus: it binds, greets, orders, and is told facts."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import zmq

from ..protocol import envelope, facts, places
from ..protocol.bus import BULK_HIGH_WATER
from ..protocol.envelope import Envelope, Ids
from ..protocol.errors.daemon import NoAnswer, ProcessAbsent, ProcessDown
from ..protocol.facts import Piece
from ..protocol.orders import Answer, Failed, Order
from ..protocol.pump import Pump

STREAMS = ("orders", "joins", "bulk")


class HubBus:
    """Orders out, answers and facts in; one future an order."""

    def __init__(
        self,
        folder: Path,
        fact: Callable[[Envelope], None],
        bulk: Callable[[list[Piece]], None],
    ) -> None:
        """Bind the three streams in ``folder``; facts and output go to the two callbacks."""
        loop = asyncio.get_running_loop()
        self._ids = Ids("hub")
        self._fact = fact
        self._bulk = bulk
        self._waiting: dict[str, tuple[str, asyncio.Future[Answer]]] = {}
        self._context = zmq.Context()
        orders = self._context.socket(zmq.ROUTER)
        orders.setsockopt(zmq.ROUTER_MANDATORY, 1)
        # A role that was started again takes over the name of its predecessor.
        orders.setsockopt(zmq.ROUTER_HANDOVER, 1)
        # No limit: 10,000 pages may be given a job each in one turn of the loop.
        orders.setsockopt(zmq.SNDHWM, 0)
        joins = self._context.socket(zmq.XPUB)
        pulled = self._context.socket(zmq.PULL)
        pulled.setsockopt(zmq.RCVHWM, BULK_HIGH_WATER)
        for socket, stream in zip((orders, joins, pulled), STREAMS, strict=True):
            _bind(socket, folder, stream)
        self._orders = Pump(orders, self._arrived, loop)
        self._joins = Pump(joins, self._subscribed, loop)
        self._pulled = Pump(pulled, lambda parts: self._bulk(facts.batch(parts[-1])), loop)

    async def order(
        self, role: str, message: Order, *, timeout_s: float, cause: str = ""
    ) -> Answer:
        """Send an order to ``role`` and return its answer.

        Raises:
            ProcessAbsent: the role is not on the bus; nothing was sent.
            ProcessDown: it died while we waited.
            NoAnswer: it kept silent for ``timeout_s`` seconds.
            DaebugError: it answered ``Failed``; the error it names.
        """
        sent = Envelope(self._ids.next(), cause, message)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[sent.id] = (role, future)
        try:
            self._orders.send([role.encode(), envelope.encode(sent)])
            # ``wait_for`` of Python 3.11 loses a cancellation that comes with the answer.
            async with asyncio.timeout(timeout_s):
                answer = await future
        except zmq.ZMQError as error:
            raise ProcessAbsent(role=role, how=str(error)) from error
        except TimeoutError:
            raise NoAnswer(role=role, waited_s=timeout_s) from None
        finally:
            del self._waiting[sent.id]
        if isinstance(answer, Failed):
            raise envelope.error(answer)
        return answer

    def fail(self, role: str, how: str) -> None:
        """Fail every order that waits for ``role``, which died ``how``."""
        for name, future in list(self._waiting.values()):
            if name == role and not future.done():
                future.set_exception(ProcessDown(role=role, how=how))

    def close(self) -> None:
        """Leave the bus."""
        for pump in (self._orders, self._joins, self._pulled):
            pump.socket.setsockopt(zmq.LINGER, 0)
            pump.close()
        self._context.term()

    def _arrived(self, parts: list[bytes]) -> None:
        """Match an answer with its order; hand a fact on."""
        message = envelope.decode(parts[-1])
        if isinstance(message.message, Answer):
            _, future = self._waiting.get(message.cause, ("", None))
            if future is not None and not future.done():
                future.set_result(message.message)
            return
        self._fact(message)

    def _subscribed(self, parts: list[bytes]) -> None:
        """Greet a peer that subscribed its private topic."""
        if parts[0][:1] == b"\x01":
            self._joins.send([parts[0][1:]])


def _bind(socket: zmq.Socket[bytes], folder: Path, stream: str) -> None:
    """Bind ``socket`` at its place, with mode 0600, over what a dead hub left."""
    address = places.bus(folder, stream)
    path = address.removeprefix("ipc://")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    before = os.umask(0o177)
    try:
        socket.bind(address)
    finally:
        os.umask(before)
