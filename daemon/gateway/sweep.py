"""One look a second at all realms: pings, those who fell silent, and how they do.

One task for all, since a task or timer for each of 10,000 connections would
cost more memory than the connections.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable

from ...protocol.pages import Beat, RealmsBeat
from . import channel
from .realms import Realm, Realms, Tell

log = logging.getLogger("daebug.gateway")

#: Seconds between two looks.
LOOK_S = 1.0

#: Realms in a row before others get a turn.
TURN = 200


async def watch(roots: Callable[[], Iterable[Realms]], tell: Tell) -> None:
    """Look until cancelled; what goes wrong with one root does not stop the rest."""
    while True:
        await asyncio.sleep(LOOK_S)
        for realms in roots():
            try:
                await look(realms, tell, now=time.monotonic())
            except Exception:
                log.exception("a look at the pages of %s failed", realms.root)


async def look(realms: Realms, tell: Tell, *, now: float) -> None:
    """Look at each realm once; tell of all that have news in one fact."""
    beats: list[Beat] = []
    for number, realm in enumerate(realms, 1):
        if now - realm.heard_at > channel.DEAD_S and not realm.busy:
            realms.leave(realm, "silent")
            continue
        await _ping(realm, now)
        if realm.beat is not None and now - realm.beat_at >= channel.HEARTBEAT_S:
            beats.append(realm.beat)
            realm.beat, realm.beat_at = None, now
        if number % TURN == 0:
            await asyncio.sleep(0)
    if beats:
        tell(RealmsBeat(root=realms.root, beats=beats))


async def _ping(realm: Realm, now: float) -> None:
    """Ping a WebSocket that is due, unless it has not taken what it was sent."""
    link = realm.link
    if link is None or link.transport != "socket" or link.behind:
        return
    if now - realm.pinged_at >= channel.HEARTBEAT_S:
        realm.pinged_at = now
        await link.send(f'{{"t":"ping","at":{now:.6f}}}')
