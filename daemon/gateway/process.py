"""The gateway's process: on the bus from the start, a server from the first root on.

The HTTP server costs 11 MB and a third of a second to import, so it is imported
with the first order that is about a root; a daemon without roots never pays.
"""

from __future__ import annotations

import asyncio
import logging

from ...protocol.bus import Peer
from ...protocol.envelope import Envelope
from ...protocol.orders import CheckHealth, Done, StopRole
from ...protocol.role import Surroundings

log = logging.getLogger("daebug.gateway")


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Serve the hub until ``stop`` is set or it orders ``StopRole``.

    Raises:
        NoAnswer: there is no hub.
    """
    orders: asyncio.Queue[Envelope] = asyncio.Queue()
    peer = Peer(around.role, around.folder, orders.put_nowait)
    try:
        if not await peer.joined(stop):
            return
        log.info("gateway is up")
        first = await _first(peer, orders, stop)
        if first is not None:
            from . import serving  # the HTTP server

            await serving.serve(peer, orders, first, stop, around.folder)
    finally:
        peer.close()


async def _first(
    peer: Peer, orders: asyncio.Queue[Envelope], stop: asyncio.Event
) -> Envelope | None:
    """Answer health and stop; return the first other order, ``None`` when told to stop."""
    stopped = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            getter = asyncio.create_task(orders.get())
            await asyncio.wait({getter, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not getter.done():
                getter.cancel()
                return None
            order = getter.result()
            match order.message:
                case CheckHealth():
                    peer.answer(order, Done())
                case StopRole():
                    peer.answer(order, Done())
                    stop.set()
                case _:
                    return order
        return None
    finally:
        stopped.cancel()
