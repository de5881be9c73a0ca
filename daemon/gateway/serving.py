"""The gateway: the role that owns the pages.

Each order runs as a task of its own and is answered exactly once, so a page
that takes no message delays nobody else.  Facts and answers share one stream;
background events go on the bulk stream, through one task, and who sends them
waits while the hub is behind.  One more task looks at all realms once a second.
Each connection of a page is a task of aiohttp's.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from ...protocol.asks import AnswerAsk, RefuseAsk
from ...protocol.bus import Peer
from ...protocol.desk import Desk
from ...protocol.envelope import Envelope
from ...protocol.errors.daemon import BadMessage
from ...protocol.errors.pages import CantServe, NoSuchRoot
from ...protocol.facts import Fact, Piece
from ...protocol.orders import (
    Answer,
    CheckHealth,
    Done,
    Order,
)
from ...protocol.pages import (
    CancelJob,
    CloseRoot,
    FindTests,
    OpenRoot,
    ReloadRealm,
    RootOpened,
    RunJob,
)
from ...protocol.terminals import ServeTerminalPages
from . import finding, limits, routes, sweep
from .asks import Asks
from .bulk import Bulk
from .root import Root
from .terminal_page import TerminalPages

log = logging.getLogger("daebug.gateway")


class Bus(Protocol):
    """The part of ``protocol.bus.Peer`` that the gateway needs."""

    def fact(self, message: Fact, *, cause: str = "") -> None:
        """Tell the hub a fact."""

    def answer(self, order: Envelope, message: Answer) -> None:
        """Answer an order."""

    async def push(self, batch: Sequence[Piece]) -> None:
        """Send events."""


async def serve(
    peer: Peer,
    orders: asyncio.Queue[Envelope],
    first: Envelope,
    stop: asyncio.Event,
    folder: Path,
) -> None:
    """Carry out ``first`` and all ``orders`` after it, until ``stop`` is set or ordered."""
    limits.open_many_files()
    gateway = Gateway(peer, stop, folder)
    gateway.ordered(first)
    while not orders.empty():
        gateway.ordered(orders.get_nowait())
    peer.hand(gateway.ordered)
    try:
        await stop.wait()
    finally:
        await gateway.close()


class Gateway:
    """Orders in, answers out."""

    def __init__(self, bus: Bus, stop: asyncio.Event, folder: Path) -> None:
        """Answer on ``bus``; set ``stop`` when the hub orders it; ``folder`` is the daemon's."""
        self._bus = bus
        self._roots: dict[str, Root] = {}
        self._bulk = Bulk(bus.push)
        self._asks = Asks(bus.fact)
        self._desk = Desk(bus.answer, self._answer, stop, log)
        self._terminals = TerminalPages(folder)
        self._opening = asyncio.Lock()
        self._sweep = asyncio.create_task(
            sweep.watch(lambda: [root.realms for root in self._roots.values()], bus.fact),
            name="sweep",
        )

    def ordered(self, order: Envelope) -> None:
        """Carry out ``order`` in a task of its own."""
        self._desk.ordered(order)

    async def close(self) -> None:
        """Close all roots, then answer ``StopRole`` if that was asked."""
        self._desk.refuse()
        self._sweep.cancel()
        self._asks.close()
        await asyncio.gather(self._sweep, self._desk.settle(), return_exceptions=True)
        await asyncio.gather(
            self._terminals.close(), *(root.close() for root in self._roots.values())
        )
        await self._bulk.close()
        self._desk.farewell()

    def _answer(self, message: Order, cause: str) -> Awaitable[Answer]:
        """Return what carries out ``message``."""
        match message:
            case OpenRoot():
                return self._open(message)
            case CloseRoot():
                return self._close(message)
            case RunJob():
                return self._run(message, cause)
            case CancelJob(realm=realm, job=job):
                return self._say(message.root, realm, {"t": "cancel", "job": job})
            case ReloadRealm(realm=realm):
                return self._say(message.root, realm, {"t": "reload"})
            case FindTests():
                return finding.found(self._root(message.root), message)
            case AnswerAsk() | RefuseAsk():
                self._asks.answered(message)
                return _done()
            case ServeTerminalPages():
                return self._terminals.open()
            case CheckHealth():
                return _done()
            case _:
                raise BadMessage(why=f"the gateway takes no {type(message).__name__}")

    async def _open(self, order: OpenRoot) -> RootOpened:
        async with self._opening:
            if (served := self._roots.get(order.root)) is not None:
                if served.order.token != order.token:
                    raise CantServe(root=order.root, why="it is served with another token")
                return served.opened()
            root = Root(order, self._bus.fact, self._bulk, self._asks)
            server = web.Server(
                functools.partial(routes.answer, root),
                handler_cancellation=True,  # a poll whose client is gone must not be parked on
                access_log=None,
                keepalive_timeout=limits.IDLE_S,
                max_line_size=limits.LINE_BYTES,
                max_field_size=limits.FIELD_BYTES,
                max_headers=limits.HEADERS,
                lingering_time=1.0,
            )
            opened = await root.open(server)
            self._roots[order.root] = root
            return opened

    async def _close(self, order: CloseRoot) -> Done:
        root = self._root(order.root)
        del self._roots[order.root]
        await root.close()
        return Done()

    async def _run(self, order: RunJob, cause: str) -> Done:
        await self._root(order.root).run(order, cause)
        return Done()

    async def _say(self, root: str, realm: str, message: dict[str, Any]) -> Done:
        await self._root(root).say(realm, message)
        return Done()

    def _root(self, path: str) -> Root:
        """Return the root ``path``.

        Raises:
            NoSuchRoot: it is not served.
        """
        if root := self._roots.get(path):
            return root
        raise NoSuchRoot(root=path, roots=", ".join(sorted(self._roots)) or "none")


async def _done() -> Done:
    return Done()
