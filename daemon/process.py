"""The hub's process: state, zygote's pipe and listening socket put together.

One event loop.  The bus and the zygote's pipe change the state (``reduce``);
each ask of a client is a task of its own, which reads the state, sends orders
and waits; nothing in here blocks.  The listening socket was bound by the
zygote before the hub existed and outlives it: connections wait in the kernel
while a crashed hub is forked again.
"""

from __future__ import annotations

import asyncio
import socket as sockets

from ..protocol.role import Surroundings
from . import idle, serve
from .hub import Hub


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Serve until a client or a signal ends the daemon."""
    pipe = sockets.socket(fileno=around.fds["zygote"])
    listener = sockets.socket(fileno=around.fds["listener"])
    hub = Hub(around, pipe, stop)
    hub.recover()
    for role in around.config.daemon.prestart:
        hub.start(role)
    door = listener.dup()
    door.setblocking(False)
    watching = asyncio.create_task(idle.watch(hub))
    try:
        await serve.serve(hub, listener, stop)
    finally:
        watching.cancel()
        await hub.close()
        serve.turn_away(door)
        door.close()
