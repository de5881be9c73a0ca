"""The terminals' process: it owns pseudo-terminals and the programs in them.

A process of its own, because a program that floods its terminal keeps whoever
reads it busy: here that slows other terminals only, never the hub, a debugger
or a page.  Output stays in the role and crosses the bus only as answers to
those who read, at the speed they read.

Each order runs as a task of its own and is answered exactly once; nothing here
blocks.
"""

from __future__ import annotations

import asyncio
import logging

from ...protocol import envelope
from ...protocol.bus import Peer
from ...protocol.envelope import Envelope
from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import Stopping, Unexpected
from ...protocol.orders import Answer, CheckHealth, Done, Order, StopRole
from ...protocol.role import Surroundings
from ...protocol.terminals import (
    CloseTerminal,
    ListTerminals,
    ReadTerminal,
    ResizeTerminal,
    StartTerminal,
    TerminalsListed,
    TerminalTold,
    WriteTerminal,
)
from .collection import Collection

log = logging.getLogger("daebug.terminals")


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Serve the hub until ``stop`` is set or it orders ``StopRole``.

    Raises:
        NoAnswer: there is no hub.
    """
    ordered: asyncio.Queue[Envelope] = asyncio.Queue()
    peer = Peer(around.role, around.folder, ordered.put_nowait)
    role = Role(peer, Collection(peer.fact), stop)
    serve = asyncio.create_task(_serve(role, ordered), name="orders")
    try:
        if not await peer.joined(stop):
            return
        log.info("terminals are up")
        await stop.wait()
    finally:
        serve.cancel()
        await role.close()
        peer.close()


async def _serve(role: Role, ordered: asyncio.Queue[Envelope]) -> None:
    """Start each order as it comes, in order."""
    while True:
        role.ordered(await ordered.get())


class Role:
    """Orders in, answers out."""

    def __init__(self, bus: Peer, terminals: Collection, stop: asyncio.Event) -> None:
        """Answer on ``bus``; set ``stop`` when the hub orders it."""
        self._bus = bus
        self._terminals = terminals
        self._stop = stop
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: Envelope | None = None

    def ordered(self, order: Envelope) -> None:
        """Carry out ``order``: at once if it need not wait, else in a task of its own."""
        message = order.message
        if isinstance(message, StopRole):
            self._last = order  # answered when all is closed
            self._stop.set()
            return
        if isinstance(message, (ReadTerminal, CloseTerminal)):
            task = asyncio.create_task(self._later(order, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        try:
            answer = self._now(message)  # type: ignore[arg-type]  # the bus hands on orders only
        except Exception as error:  # noqa: BLE001 - answered, whatever it is
            answer = _failed(error)
        self._bus.answer(order, answer)

    async def close(self) -> None:
        """End all programs, then answer ``StopRole`` if that was asked."""
        await self._terminals.leave()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._last is not None:
            self._bus.answer(self._last, Done())

    async def _later(self, order: Envelope, message: ReadTerminal | CloseTerminal) -> None:
        """Carry out an order that may wait; answer it, whatever happens."""
        answer: Answer
        try:
            if isinstance(message, ReadTerminal):
                answer = await self._terminals.named(message.terminal).read(message)
            else:
                answer = await self._terminals.close(message)
        except asyncio.CancelledError:
            self._bus.answer(order, envelope.failed(Stopping()))
            raise
        except Exception as error:  # noqa: BLE001 - answered, whatever it is
            answer = _failed(error)
        self._bus.answer(order, answer)

    def _now(self, message: Order) -> Answer:
        """Return the answer of an order that needs no wait."""
        match message:
            case StartTerminal():
                return TerminalTold(terminal=self._terminals.start(message))
            case ListTerminals():
                return TerminalsListed(terminals=self._terminals.list())
            case WriteTerminal():
                one = self._terminals.named(message.terminal)
                before = one.told
                one.write(message.data)
                return TerminalTold(terminal=before)
            case ResizeTerminal():
                one = self._terminals.named(message.terminal)
                one.resize(message.cols, message.rows, message.title)
                return TerminalTold(terminal=one.told)
            case CheckHealth():
                return Done()
            case _:
                raise Unexpected(what=f"terminals have no order {type(message).__name__}")


def _failed(error: Exception) -> Answer:
    """Return the answer that tells ``error``; what is no error of the catalogue is logged."""
    if isinstance(error, DaebugError):
        # Not its words: a pattern that was waited for may be a secret.
        log.info("refused: %s", error.code)
        return envelope.failed(error)
    log.error("order failed", exc_info=error)
    return envelope.failed(Unexpected(what=f"{type(error).__name__}: {error}"))
