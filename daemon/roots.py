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
from collections.abc import Callable, Coroutine
from typing import Any

from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import Unexpected
from ..protocol.pages import CloseRoot, OpenRoot, RootOpened
from ..protocol.scripts import IndexEntry, LeaveRoot, OutRequest, WatchRoot, WriteIndex
from ..protocol.transcript import naming
from . import reduce_pages, tokens
from .accepted import Accepted
from .jobs import Door
from .page_state import Realm, Root

log = logging.getLogger("daebug.pages")

#: Seconds for gateway or watcher to open or close a root.
OPEN_S = 10.0

#: Seconds that changes of the index wait for others; and so many times as long as the
#: last write took, for thousands of pages make a long one.
GATHER_S, PAUSE = 0.1, 10.0


class Roots:
    """All served folders."""

    def __init__(self, door: Door) -> None:
        """Start with none."""
        self._door = door
        self._turn = asyncio.Lock()
        self._indexing: dict[str, asyncio.TimerHandle] = {}
        #: When (of the loop's clock) an index may be written again.
        self._calm: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        #: What the hub before this one had given to pages.
        self.accepted: Accepted | None = None
        #: Returns the requests of a root that are being answered.
        self.out: Callable[[str], list[OutRequest]] = lambda _: []

    async def open(
        self, path: str, *, port: int = 0, wish: int = 0, token: str = "", lent: bool = False
    ) -> Root:
        """Serve ``path``, a folder's real absolute path; the root as it is if it is served already.

        ``port`` 0 = ``wish`` if it is given and free, the setting, else the one that
        follows from the folder's name.  ``lent`` = no file is made in the folder; one
        that is lent already gets its files when it is opened without.

        Raises:
            CantServe, PortTaken: the gateway refused.
            DaebugError: gateway or watcher is not to be had.
        """
        async with self._turn:
            state, settings = self._door.state, self._door.config.pages
            if (served := state.roots.get(path)) is not None:
                if served.lent and not lent:
                    await self._door.ensure("watcher")
                    await self._watch(served)
                    served.lent = False
                    self._door.touch()
                return served
            state.keep_events = settings.keep_events
            state.keep_event_bytes = settings.keep_event_bytes
            proof = token or tokens.token(self._door.around.env, path)
            root = Root(path, proof, lent=lent)
            # Pages of an earlier daemon join while the answer is on its way.
            state.roots[path] = root
            try:
                roles = ["gateway"] if lent else ["gateway", "watcher"]
                await asyncio.gather(*(self._door.ensure(role) for role in roles))
                await self._serve(root, self._ports(path, port, wish))
                if not lent:
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
            self._calm.pop(path, None)
            await self._tell("gateway", CloseRoot(root=path))
            for realm in root.live:
                reduce_pages.left(self._door.state, realm, "root-closed")
            if not root.lent:
                await self._tell("watcher", LeaveRoot(root=path, at=time.time()))
            self._door.state.roots.pop(path, None)
            self._door.touch()

    def again(self, role: str) -> None:
        """``role`` was started anew: give it what its predecessor had."""
        for root in list(self._door.state.roots.values()):
            if root.open and not (root.lent and role == "watcher"):
                self._start(self._reopen(root, role))

    def changed(self, path: str) -> None:
        """Bring the index of ``path`` up to date soon."""
        if path not in self._indexing:
            loop = asyncio.get_running_loop()
            at = max(loop.time() + GATHER_S, self._calm.get(path, 0.0))
            self._indexing[path] = loop.call_at(at, self._index, path)

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

    def _ports(self, path: str, port: int, wish: int) -> list[int]:
        """Return the ports to try for ``path``, in order."""
        wanted = port or (0 if wish else self._door.config.pages.port)
        if wanted:
            return [wanted]
        usual = naming.ports(os.path.basename(path) or "root")
        return list(dict.fromkeys([wish, *usual] if wish else usual))

    async def _serve(self, root: Root, ports: list[int]) -> None:
        """Have the gateway serve ``root``."""
        settings = self._door.config.pages
        order = OpenRoot(
            root=root.path,
            ports=ports,
            token=root.token,
            host=settings.host,
            key=settings.key,
            secret=settings.secret,
            origins=settings.origins,
        )
        answer = await self._door.order("gateway", order, OPEN_S)
        if not isinstance(answer, RootOpened):
            raise Unexpected(what=f"the gateway answered {type(answer).__name__} to OpenRoot")
        root.port, root.url = answer.port, answer.url

    async def _watch(self, root: Root) -> None:
        """Have the watcher see to the transcripts of ``root``, and list who is there."""
        out = self.out(root.path)
        left = self.accepted.left.get(root.path, []) if self.accepted else []
        order = WatchRoot(
            root=root.path, url=root.url, started_at=root.started_at, out=out, left=left
        )
        await self._door.order("watcher", order, OPEN_S)
        if self.accepted:
            self.accepted.told(root.path)
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
        if root is None or not root.open or root.lent:
            return
        self._start(self._listed(root))

    async def _listed(self, root: Root) -> None:
        """Have the watcher write the index of ``root``."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
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
        await self._tell("watcher", WriteIndex(root=root.path, entries=entries))
        self._calm[root.path] = loop.time() + PAUSE * (loop.time() - begun)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have ``work`` done beside everything else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
