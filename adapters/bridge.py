"""The bridge: the role that owns all debug adapters.

Each order runs as a task of its own and is answered exactly once, so a slow
adapter delays nobody else; orders of one session reach its adapter in the order
they came, because each task writes its request before it first waits.  Facts
and answers share one stream.  Nothing here blocks but the hub being behind with
output, and that blocks only the readers of output.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Protocol

from ..protocol.bus import Peer
from ..protocol.desk import Desk
from ..protocol.envelope import Envelope
from ..protocol.errors.adapter import AdapterSilent
from ..protocol.errors.daemon import Unexpected
from ..protocol.errors.sessions import NoSuchSession
from ..protocol.facts import Fact, Wrote
from ..protocol.listing import AdaptersListed, ListAdapters
from ..protocol.orders import (
    Answer,
    BreakpointsSet,
    CheckHealth,
    CloseSession,
    DapAnswered,
    Done,
    OpenSession,
    Order,
    SendDap,
    SessionOpened,
    SetBreakpoints,
    WriteInput,
)
from ..protocol.role import Surroundings
from ..protocol.walks import StepsTaken, TakeSteps
from .sessions import Sessions
from .walk import Walk

log = logging.getLogger("daebug.bridge")

#: Seconds to end everything when the role stops, and then for what is being answered.
STOP_S, SETTLE_S = 2.0, 0.2


class Bus(Protocol):
    """The part of ``protocol.bus.Peer`` that the bridge needs."""

    def fact(self, message: Fact) -> None:
        """Tell the hub a fact."""

    def answer(self, order: Envelope, message: Answer) -> None:
        """Answer an order."""

    async def push(self, batch: list[Wrote]) -> None:
        """Send output."""


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Serve the hub until ``stop`` is set or it orders ``StopRole``.

    Raises:
        NoAnswer: there is no hub.
    """
    ordered: asyncio.Queue[Envelope] = asyncio.Queue()
    peer = Peer(around.role, around.folder, ordered.put_nowait)
    bridge = Bridge(peer, around, stop)
    serve = asyncio.create_task(_serve(bridge, ordered), name="orders")
    try:
        if not await peer.joined(stop):
            return
        log.info("bridge is up")
        await stop.wait()
        await bridge.close()
    finally:
        serve.cancel()
        peer.close()


async def _serve(bridge: Bridge, ordered: asyncio.Queue[Envelope]) -> None:
    """Start each order as it comes, in order."""
    while True:
        bridge.ordered(await ordered.get())


class Bridge:
    """Orders in, answers out."""

    def __init__(self, bus: Bus, around: Surroundings, stop: asyncio.Event) -> None:
        """Answer on ``bus``; set ``stop`` when the hub orders it."""
        self._sessions = Sessions(bus.fact, bus.push, around)
        self._desk = Desk(bus.answer, self._answer, stop, log)

    def ordered(self, order: Envelope) -> None:
        """Carry out ``order`` in a task of its own."""
        self._desk.ordered(order)

    async def close(self) -> None:
        """End all sessions and adapters, then answer ``StopRole`` if that was asked."""
        self._desk.refuse()
        await self._sessions.close(STOP_S)
        await self._desk.settle(SETTLE_S)
        self._desk.farewell()

    def _answer(self, message: Order, _cause: str) -> Awaitable[Answer]:
        """Return what carries out ``message``."""
        match message:
            case OpenSession():
                return self._open(message)
            case ListAdapters():
                return self._list(message)
            case SetBreakpoints():
                return self._set(message)
            case SendDap():
                return self._send(message)
            case TakeSteps():
                return self._walk(message)
            case WriteInput():
                return self._write(message)
            case CloseSession():
                return self._end(message)
            case CheckHealth():
                return _done()
            case _:
                raise Unexpected(what=f"the bridge has no order {type(message).__name__}")

    async def _open(self, order: OpenSession) -> SessionOpened:
        return await self._sessions.open(order)

    async def _list(self, order: ListAdapters) -> AdaptersListed:
        return AdaptersListed(adapters=await self._sessions.probe(order))

    async def _set(self, order: SetBreakpoints) -> BreakpointsSet:
        session = self._sessions.named(order.session, "set breakpoints")
        try:
            async with asyncio.timeout(order.timeout_s):
                return BreakpointsSet(bound=await session.set_breakpoints(order))
        except TimeoutError as error:
            raise AdapterSilent(
                adapter=session.adapter,
                session=session.name,
                request="setBreakpoints",
                waited_s=order.timeout_s,
            ) from error

    async def _send(self, order: SendDap) -> DapAnswered:
        session = self._sessions.named(order.session, order.command)
        body = await session.request(order.command, order.arguments, timeout_s=order.timeout_s)
        return DapAnswered(body=body)

    async def _walk(self, order: TakeSteps) -> StepsTaken:
        return await Walk(self._sessions.named(order.session, "take steps"), order).run()

    async def _write(self, order: WriteInput) -> Done:
        session = self._sessions.named(order.session, "write input")
        session.write(order.data, eof=order.eof)
        return Done()

    async def _end(self, order: CloseSession) -> Done:
        try:
            session = self._sessions.named(order.session, "")
        except NoSuchSession:
            self._sessions.give_up(order.session)
            return Done()  # it is over, or will not come up: what was asked for
        await session.close(order.timeout_s, terminate=order.terminate)
        return Done()


async def _done() -> Done:
    return Done()
