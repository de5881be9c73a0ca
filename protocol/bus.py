"""A peer's place on the bus: one star, only the hub binds.

``orders`` ROUTER/DEALER carries orders one way, answers and facts the other,
so that a fact and an answer of one peer keep their order.  ``joins`` XPUB/SUB
carries the hub's greetings.  ``bulk`` PUSH/PULL carries output in batches and has
a high-water mark: a full hub slows the reader of the debuggee's terminal, and
so the debuggee, and nothing is dropped.

A peer has joined when the hub greets a private topic that it subscribed last.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import zmq

from . import envelope, places
from .envelope import Envelope, Ids
from .errors.daemon import NoAnswer
from .facts import Fact, Piece, RoleJoined
from .orders import Answer
from .pump import Pump

#: Batches on the way before the sender has to wait.
BULK_HIGH_WATER = 64

#: Seconds between two tries to send a batch to a hub that is behind.
BULK_RETRY_S = 0.002


class Peer:
    """The bus as one role sees it: orders come in, answers and facts go out."""

    def __init__(self, role: str, folder: Path, ordered: Callable[[Envelope], None]) -> None:
        """Connect as ``role``; orders go to ``ordered``."""
        self.role = role
        self._loop = asyncio.get_running_loop()
        self._ids = Ids(role)
        self._ordered = ordered
        self._greeted = asyncio.Event()
        topic = f"{role}/{os.getpid()}/{os.urandom(4).hex()}".encode()
        self._context = zmq.Context()
        orders = self._context.socket(zmq.DEALER)
        orders.setsockopt(zmq.IDENTITY, role.encode())
        # No limit: facts and answers are few and none may be lost; output has its own stream.
        orders.setsockopt(zmq.SNDHWM, 0)
        orders.connect(places.bus(folder, "orders"))
        joins = self._context.socket(zmq.SUB)
        joins.connect(places.bus(folder, "joins"))
        joins.subscribe(topic)
        self._bulk = self._context.socket(zmq.PUSH)
        self._bulk.setsockopt(zmq.SNDHWM, BULK_HIGH_WATER)
        self._bulk.connect(places.bus(folder, "bulk"))
        self._orders = Pump(orders, self._order, self._loop)
        self._joins = Pump(joins, lambda _: self._greeted.set(), self._loop)

    async def join(self, timeout_s: float = 5.0) -> None:
        """Wait until the hub greets us, then tell it that we are here.

        Raises:
            NoAnswer: the hub did not greet within ``timeout_s`` seconds.
        """
        try:
            await asyncio.wait_for(self._greeted.wait(), timeout_s)
        except TimeoutError:
            raise NoAnswer(role="hub", waited_s=timeout_s) from None
        self.fact(RoleJoined(role=self.role, pid=os.getpid()))

    async def joined(self, stop: asyncio.Event) -> bool:
        """Join, unless ``stop`` comes first: a hub that is leaving greets nobody.

        Raises:
            NoAnswer: as ``join``.
        """
        joining = asyncio.create_task(self.join())
        told = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({joining, told}, return_when=asyncio.FIRST_COMPLETED)
            if not joining.done():
                return False
            await joining
            return True
        finally:
            joining.cancel()
            told.cancel()

    def hand(self, ordered: Callable[[Envelope], None]) -> None:
        """Have orders go to ``ordered`` from now on."""
        self._ordered = ordered

    def fact(self, message: Fact, *, cause: str = "") -> None:
        """Tell the hub a fact."""
        self._send(Envelope(self._ids.next(), cause, message))

    def answer(self, order: Envelope, message: Answer) -> None:
        """Answer ``order``."""
        self._send(Envelope(self._ids.next(), order.id, message))

    async def push(self, batch: Sequence[Piece]) -> None:
        """Send a batch of output or events, as soon as the hub has room for it."""
        data = msgspec.msgpack.encode(batch)
        while True:
            try:
                self._bulk.send(data, zmq.NOBLOCK)
            except zmq.Again:
                await asyncio.sleep(BULK_RETRY_S)
            else:
                return

    def close(self) -> None:
        """Leave the bus; what was sent in the last 500 ms is still delivered."""
        if self._context.closed:
            return
        self._orders.socket.setsockopt(zmq.LINGER, 500)
        self._orders.close()
        self._joins.socket.setsockopt(zmq.LINGER, 0)
        self._joins.close()
        self._bulk.close(linger=500)
        self._context.term()

    def _send(self, message: Envelope) -> None:
        self._orders.send([envelope.encode(message)])

    def _order(self, parts: list[bytes]) -> None:
        self._ordered(envelope.decode(parts[-1]))
