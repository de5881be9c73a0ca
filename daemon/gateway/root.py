"""One served root: its listening socket, its realms, and what its routes share."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket as sockets
import time
from typing import Any

from aiohttp import web

from ...protocol import plain
from ...protocol.errors.pages import CantServe, NeedsKey, PortTaken, RealmGone
from ...protocol.pages import OpenRoot, RootOpened, RunJob
from . import channel, limits, origin
from .asks import Asks
from .bulk import Bulk
from .intake import Intake
from .limits import Rate
from .links import Link
from .origin import Door
from .realms import GIVEN, GRACE_S, Given, Realm, Realms, Tell
from .scripts import Scripts

log = logging.getLogger("daebug.gateway")

#: Connections that wait to be accepted; pages of a whole browser come back at once.
BACKLOG = 4096

#: Seconds for requests to end when a root is closed.
CLOSE_S = 0.5

#: Seconds that a realm may be silent after the time of its job is over.
OVERTIME_S = 5.0


class Root:
    """A folder and the pages in it."""

    def __init__(self, order: OpenRoot, tell: Tell, bulk: Bulk, asks: Asks) -> None:
        """Prepare to serve ``order.root``; ``open`` begins.

        Raises:
            CantServe: it is no folder, or has no token.
            NeedsKey: it would be open to others without a key.
        """
        self.order = order
        self.folder = os.path.realpath(order.root)
        if not os.path.isdir(self.folder):
            raise CantServe(root=order.root, why="it is no folder")
        if not origin.is_loopback(order.host) and not order.key:
            raise NeedsKey(root=order.root, host=order.host)
        if not order.token:
            raise CantServe(root=order.root, why="there is no token for its pages")
        self.name = plain.one_line(order.name or os.path.basename(self.folder), 100)
        self.scripts = Scripts(order.token)
        self.realms = Realms(order.root, tell)
        self.asks = asks
        self.intake = Intake(self.realms, tell, bulk)
        self.requests = Rate(limits.REQUESTS_S, limits.REQUESTS)
        #: Wrong keys, of all who try.
        self.strangers = Rate(limits.WRONG_KEYS_S, limits.WRONG_KEYS)
        self.searches = Rate(limits.SEARCHES_S, limits.SEARCHES)
        self.opened_at = time.monotonic()
        #: Names of old clients by what they call themselves.
        self.old_names: dict[str, str] = {}
        self.door = _door(order, 0)
        self.web: web.Server | None = None
        self._listening: asyncio.Server | None = None

    async def open(self, server: web.Server) -> RootOpened:
        """Listen on the first port that is free, and have ``server`` answer.

        Raises:
            PortTaken: none of the ports is free.
        """
        listener = self._bound()
        self.door = _door(self.order, listener.getsockname()[1])
        self.web = server
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(
            lambda: _connection(server), sock=listener, backlog=BACKLOG
        )
        log.info("%s is served on port %d", self.folder, self.door.port)
        return self.opened()

    def opened(self) -> RootOpened:
        """Return where the root is."""
        host = self.order.host
        # No browser goes to the address that stands for all.
        if origin.is_loopback(host) or host.strip("[]") in {"0.0.0.0", "::"}:  # noqa: S104 - compared
            host = "localhost"
        return RootOpened(port=self.door.port, url=f"http://{host}:{self.door.port}/")

    async def run(self, order: RunJob, cause: str) -> None:
        """Hand a job to its realm.

        Raises:
            NoSuchRealm: nobody has that name.
            RealmGone: it is another load by now, or did not take the job in time.
        """
        realm = self.realms.named(order.realm)
        if order.load and realm.load != order.load:
            raise RealmGone(realm=order.realm, why="it was loaded anew")
        if order.job in realm.given:
            raise RealmGone(realm=order.realm, why=f"it was given job {order.job} already")
        until = time.monotonic() + order.timeout_s + OVERTIME_S
        _room(realm)
        realm.given[order.job] = Given(cause, until)
        message = {
            "t": "job",
            "job": order.job,
            "code": order.code,
            "timeout_ms": round(order.timeout_s * 1000),
            "agent": order.agent,
            "console": order.console,
        }
        try:
            await self._send(realm, channel.line(message))
        except (RealmGone, asyncio.CancelledError):
            realm.given.pop(order.job, None)
            raise

    async def say(self, name: str, message: dict[str, Any]) -> None:
        """Send ``message`` to the realm ``name``.

        Raises:
            NoSuchRealm: nobody has that name.
            RealmGone: its connection did not take it.
        """
        await self._send(self.realms.named(name), channel.line(message))

    async def close(self) -> None:
        """Stop listening, let all realms leave, end all connections."""
        if self._listening is not None:
            self._listening.close()
        self.realms.close()
        if self.web is not None:
            self.web.pre_shutdown()
            await self.web.shutdown(CLOSE_S)
        log.info("%s is not served any more", self.folder)

    async def _send(self, realm: Realm, line: str) -> None:
        """Send ``line``; if the connection ends meanwhile, once more over the next one.

        A shim runs a job once however often it hears of it; an old client would
        run it twice, so there it is not tried again.
        """
        first = await self._link(realm)
        if await first.send(line):
            return
        if first.transport != "old" and first.closed:
            self.realms.lost(realm, first)
            second = await self._link(realm)
            if second is not first and await second.send(line):
                return
        raise RealmGone(realm=realm.name, why="its connection did not take the message")

    async def _link(self, realm: Realm) -> Link:
        """Return the way to ``realm``; one that lost its connection is given its time."""

        def decided() -> bool:
            return realm.link is not None or self.realms.found(realm.name, realm.load) is None

        await self.realms.until(decided, GRACE_S + 0.2)
        if realm.link is None or self.realms.found(realm.name, realm.load) is not realm:
            raise RealmGone(realm=realm.name, why="its connection is gone")
        return realm.link

    def _bound(self) -> sockets.socket:
        """Return a socket bound to the first port that is free."""
        host = "127.0.0.1" if self.order.host == "localhost" else self.order.host.strip("[]")
        family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
        why = "no port was named"
        for port in self.order.ports:
            listener = sockets.socket(family, sockets.SOCK_STREAM)
            try:
                if os.name == "posix":  # elsewhere it would share the port with its owner
                    listener.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
                listener.bind((host, port))
                listener.listen(BACKLOG)
            except (OSError, OverflowError) as error:
                listener.close()
                why = str(error)
                if getattr(error, "errno", 0) not in {errno.EADDRINUSE, errno.EACCES}:
                    break
            else:
                listener.setblocking(False)
                return listener
        raise PortTaken(ports=self.order.ports, host=host, root=self.order.root, why=why)


def _door(order: OpenRoot, port: int) -> Door:
    return Door(
        port=port,
        token=order.token,
        host=order.host,
        key=order.key,
        origins=frozenset(one.lower().rstrip("/") for one in order.origins),
    )


def _room(realm: Realm) -> None:
    """Forget jobs of ``realm`` that were over long ago, oldest first."""
    while len(realm.given) >= GIVEN:
        realm.given.pop(next(iter(realm.given)))


class _Full(asyncio.Protocol):
    """A connection beyond the limit: it is ended at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """End it."""
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


def _connection(server: web.Server) -> asyncio.Protocol:
    """Return the protocol of a new connection."""
    if len(server._connections) >= limits.CONNECTIONS:  # noqa: SLF001 - the property copies all
        return _Full()
    return server()
