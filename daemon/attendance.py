"""What every role does on the bus: join, answer health and stop, end with the hub."""

from __future__ import annotations

import asyncio
import logging

from ..protocol.bus import Peer
from ..protocol.envelope import Envelope, failed
from ..protocol.errors.daemon import BadMessage
from ..protocol.orders import CheckHealth, Done, StopRole
from ..protocol.role import Surroundings

log = logging.getLogger("daebug.role")


async def attend(around: Surroundings, stop: asyncio.Event) -> None:
    """Be on the bus as ``around.role`` until ``stop`` is set or the hub says so."""

    def ordered(order: Envelope) -> None:
        match order.message:
            case CheckHealth():
                peer.answer(order, Done())
            case StopRole():
                peer.answer(order, Done())
                stop.set()
            case other:
                why = f"the {around.role} takes no {type(other).__name__}"
                peer.answer(order, failed(BadMessage(why=why)))

    peer = Peer(around.role, around.folder, ordered, lambda _: None)
    try:
        if await peer.joined(stop):
            await stop.wait()
    finally:
        peer.close()
