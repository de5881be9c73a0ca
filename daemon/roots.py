"""Folders that are served: opened in gateway and watcher, listed in their index, closed.

The index follows the state with a short delay, so that a browser that loads
twenty pages writes it once.  A gateway or watcher that died is given its roots
again when the next one has joined: same port, same token, so pages come back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Coroutine
from typing import Any

from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import Unexpected
from ..protocol.pages import CloseRoot, OpenRoot, RootOpened
from ..protocol.scripts import IndexEntry, LeaveRoot, WatchRoot, WriteIndex
from ..protocol.transcript import naming
from . import reduce_pages
from .jobs import Door
from .page_state import Realm, Root

log = logging.getLogger("daebug.pages")

#: Seconds for gateway or watcher to open or close a root.
OPEN_S = 10.0

#: Seconds that changes of the index wait for others.
GATHER_S = 0.1

#: Random bytes of a token.
TOKEN_BYTES = 24


class Roots:
    """All served folders."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._turn = asyncio.Lock()
        self._indexing: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, path: str, *, port: int = 0, token: str = "") -> Root:
        """Serve ``path``, a folder's real absolute path; the root as it is if it is served already.

        ``port`` 0 = the setting, else the one that follows from the folder's name.

        Raises:
            CantServe, PortTaken: the gateway refused.
            DaebugError: gateway or watcher is not to be had.
        """
        async with self._turn:
            state, settings = self._door.state, self._door.config.pages
            if (served := state.roots.get(path)) is not None:
                return served
            state.keep_events = settings.keep_events
            state.keep_event_bytes = settings.keep_event_bytes
            root = Root(path, token or os.urandom(TOKEN_BYTES).hex())
            # Pages of an earlier daemon join while the answer is on its way.
            state.roots[path] = root
            try:
                await asyncio.gather(self._door.ensure("gateway"), self._door.ensure("watcher"))
                await self._serve(root, self._ports(path, port))
                await self._watch(root)
            except BaseException:
                await self._undo(root)
                raise
            root.open = True
            self._door.touch()
            return root

    async def close(self, path: str) -> None:
        """Serve ``path`` no more: its realms leave, its index says so."""
        async with self._turn:
            root = self._door.state.roots.get(path)
            if root is None:
                return
            root.open = False
            if timer := self._indexing.pop(path, None):
                timer.cancel()
            await self._tell("gateway", CloseRoot(root=path))
            for realm in root.live:
                reduce_pages.left(self._door.state, realm, "root-closed")
            await self._tell("watcher", LeaveRoot(root=path, at=time.time()))
            self._door.state.roots.pop(path, None)
            self._door.touch()

    def again(self, role: str) -> None:
        """``role`` was started anew: give it what its predecessor had."""
        for root in list(self._door.state.roots.values()):
            if root.open:
                self._start(self._reopen(root, role))

    def changed(self, path: str) -> None:
        """Bring the index of ``path`` up to date soon."""
        if path not in self._indexing:
            loop = asyncio.get_running_loop()
            self._indexing[path] = loop.call_later(GATHER_S, self._index, path)

    def prune(self, path: str) -> None:
        """Drop realms that are gone for long."""
        root = self._door.state.roots.get(path)
        if root is None:
            return
        keep_s, now = self._door.config.pages.gone_s, time.time()
        gone = [realm for realm in root.realms.values() if realm.state == "gone"]
        for realm in gone:
            if now - realm.seen_at >= keep_s:
                del root.realms[realm.name]
                self.changed(path)

    def forget(self, realm: Realm) -> None:
        """Drop a realm that is gone from the lists and the index."""
        self._door.state.roots[realm.root].realms.pop(realm.name, None)
        self.changed(realm.root)
        self._door.touch()

    async def shut(self) -> None:
        """Close every root: the daemon ends."""
        for path in list(self._door.state.roots):
            await self.close(path)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ports(self, path: str, port: int) -> list[int]:
        """Return the ports to try for ``path``, in order."""
        wanted = port or self._door.config.pages.port
        if wanted:
            return [wanted]
        return list(dict.fromkeys(naming.ports(os.path.basename(path) or "root")))

    async def _serve(self, root: Root, ports: list[int]) -> None:
        """Have the gateway serve ``root``."""
        settings = self._door.config.pages
        order = OpenRoot(
            root=root.path,
            ports=ports,
            token=root.token,
            host=settings.host,
            key=settings.key,
            origins=settings.origins,
        )
        answer = await self._door.order("gateway", order, OPEN_S)
        if not isinstance(answer, RootOpened):
            raise Unexpected(what=f"the gateway answered {type(answer).__name__} to OpenRoot")
        root.port, root.url = answer.port, answer.url

    async def _watch(self, root: Root) -> None:
        """Have the watcher see to the transcripts of ``root``, and list who is there."""
        order = WatchRoot(root=root.path, url=root.url, started_at=root.started_at)
        await self._door.order("watcher", order, OPEN_S)
        if root.realms:
            self.changed(root.path)

    async def _undo(self, root: Root) -> None:
        """A root did not come up: leave nothing of it."""
        self._door.state.roots.pop(root.path, None)
        if root.port:
            await self._tell("gateway", CloseRoot(root=root.path))

    async def _reopen(self, root: Root, role: str) -> None:
        """Give ``root`` to a new gateway or watcher."""
        try:
            if role == "gateway":
                await self._serve(root, [root.port])
            else:
                await self._watch(root)
        except DaebugError as error:
            log.error("%s is not served any more: %s", root.path, error.text)  # noqa: TRY400 - said whole
            await self.close(root.path)

    async def _tell(self, role: str, order: CloseRoot | LeaveRoot | WriteIndex) -> None:
        """Send an order whose failure changes nothing for us."""
        try:
            await self._door.order(role, order, OPEN_S)
        except DaebugError as error:
            log.warning("%s: %s", type(order).__name__, error.text)

    def _index(self, path: str) -> None:
        """Write the index now."""
        self._indexing.pop(path, None)
        root = self._door.state.roots.get(path)
        if root is None or not root.open:
            return
        entries = [
            IndexEntry(
                realm=realm.name,
                transcript=realm.transcript,
                url=realm.url,
                state=realm.state,
                seen_at=realm.seen_at,
            )
            for realm in sorted(root.realms.values(), key=lambda realm: realm.name)
        ]
        self._start(self._tell("watcher", WriteIndex(root=path, entries=entries)))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have ``work`` done beside everything else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
