"""A real hub on a real bus, with a gateway and a watcher that do what a test tells them."""

from __future__ import annotations

import asyncio
import os
import socket as sockets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from daebug.daemon.hub import Hub
from daebug.daemon.page_state import Root
from daebug.protocol import envelope, pages
from daebug.protocol.bus import Peer
from daebug.protocol.config import Config
from daebug.protocol.envelope import Envelope
from daebug.protocol.errors import DaebugError
from daebug.protocol.orders import Answer, Done
from daebug.protocol.pages import (
    Event,
    Happened,
    JobFinished,
    JobStarted,
    OpenRoot,
    RealmJoined,
    RootOpened,
    RunJob,
)
from daebug.protocol.role import Surroundings
from daebug.protocol.scripts import Reply, RequestFound
from daebug.protocol.supervision import RoleForked
from tests.arrivals import MS, Arrivals

ROOT = "/site"

#: What a fake role answers to an order; ``None`` = nothing.
Says = Callable[[Any], Answer | DaebugError | None]


def agreeable(order: Any) -> Answer | DaebugError | None:
    """Answer every order as a role does when all goes well."""
    if isinstance(order, OpenRoot):
        return RootOpened(port=8123, url="http://localhost:8123/")
    return Done()


class Part:
    """One fake role: it keeps its orders and answers as ``says`` tells."""

    def __init__(self, role: str, folder: Path) -> None:
        """Connect as ``role``."""
        self.orders = Arrivals()
        self.says: Says = agreeable
        self.peer = Peer(role, folder, ordered=self._ordered)

    def _ordered(self, order: Envelope) -> None:
        self.orders(order.message)
        answer = self.says(order.message)
        if isinstance(answer, DaebugError):
            answer = envelope.failed(answer)
        if answer is not None:
            self.peer.answer(order, answer)

    def got(self, kind: type[Any]) -> list[Any]:
        """Return the orders of ``kind``, oldest first."""
        return [order for order in self.orders.seen if isinstance(order, kind)]

    async def next(self, kind: type[Any], number: int = 1) -> Any:
        """Return the ``number``-th order of ``kind`` as soon as it is there."""
        await self.orders.until(lambda _: len(self.got(kind)) >= number)
        return self.got(kind)[number - 1]


class Stage:
    """The hub, its two roles, and one open root."""

    def __init__(self, folder: Path, config: Config) -> None:
        """Put them up; ``open`` has them meet."""
        self.ours, self.theirs = sockets.socketpair()
        env = {"DAEBUG_CONFIG_DIR": str(folder), "DAEBUG_STATE_DIR": str(folder / "state")}
        around = Surroundings(role="hub", folder=folder, config=config, env=env)
        self.hub = Hub(around, self.ours, asyncio.Event())
        _ = self.hub.bus
        self.gateway = Part("gateway", folder)
        self.watcher = Part("watcher", folder)

    @property
    def root(self) -> Root:
        """The root."""
        return self.hub.state.roots[ROOT]

    async def open(self) -> None:
        """Have the roles join, and serve the root."""
        for part in (self.gateway, self.watcher):
            self.hub.tell(RoleForked(part.peer.role, os.getpid()))
            await part.peer.join(5000 * MS)
        await self.true(lambda: self.hub.joined("gateway") and self.hub.joined("watcher"))
        await self.hub.pages.roots.open(ROOT)

    async def true(self, holds: Callable[[], bool]) -> None:
        """Return when ``holds`` does.

        Raises:
            AssertionError: it did not in time.
        """
        assert await self.hub.until(holds, 5000 * MS)

    async def joins(self, realm: str = "zen", load: str = "one", kind: str = "page") -> None:
        """Have a page join, and the hub know it."""
        url = f"http://localhost:8123/{realm}.html"
        self.gateway.peer.fact(
            RealmJoined(root=ROOT, realm=realm, kind=kind, url=url, load=load, transport="socket")
        )
        await self.true(lambda: realm in self.root.realms and self.root.realms[realm].load == load)

    def asks(self, code: str, request: str = "r1", transcript: str = "zen", **more: Any) -> None:
        """Have a request found in a transcript."""
        known = {"agent": "claude", **more}
        self.watcher.peer.fact(
            RequestFound(root=ROOT, transcript=transcript, request=request, code=code, **known)
        )

    def starts(self, job: RunJob) -> None:
        """Have the page begin with ``job``."""
        fact = JobStarted(root=ROOT, realm=job.realm, load=job.load, job=job.job)
        self.gateway.peer.fact(fact)

    def answers(self, job: RunJob, text: str = "2", **more: Any) -> None:
        """Have the page answer ``job`` with a number."""
        value = msgspec.json.encode(pages.Value(kind="number", text=text, json=text))
        known: dict[str, Any] = {"ok": True, "value": value, "duration_ms": 3.0, **more}
        known.setdefault("load", job.load)
        self.gateway.peer.fact(JobFinished(root=ROOT, realm=job.realm, job=job.job, **known))

    async def logs(self, *texts: str, realm: str = "zen", load: str = "one", job: str = "") -> None:
        """Have a page log lines."""
        events = msgspec.msgpack.encode([Event(text=text) for text in texts])
        batch = Happened(
            root=ROOT, realm=realm, load=load, job=job, count=len(texts), events=events
        )
        await self.gateway.peer.push([batch])

    async def reply(self, number: int = 1) -> Reply:
        """Return the ``number``-th reply that the hub had written."""
        found: Reply = await self.watcher.next(Reply, number)
        return found

    async def close(self) -> None:
        """Take everything down."""
        await self.hub.close()
        self.gateway.peer.close()
        self.watcher.peer.close()
        asyncio.get_running_loop().remove_reader(self.ours)
        self.ours.close()
        self.theirs.close()


@asynccontextmanager
async def stage(config: Config) -> AsyncIterator[Stage]:
    """Give a stage with an open root."""
    with tempfile.TemporaryDirectory(prefix="dae-", dir="/tmp") as folder:
        if config.pages != Config().pages:
            text = f"[pages]\njob_s = {config.pages.job_s}\ngone_s = {config.pages.gone_s}\n"
            (Path(folder) / "config.toml").write_text(text)
        made = Stage(Path(folder), config)
        try:
            await made.open()
            yield made
        finally:
            await made.close()


def played(story: Callable[[Stage], Awaitable[None]], **settings: Any) -> None:
    """Run ``story`` on a fresh stage; ``settings`` are of the section ``pages``."""
    config = msgspec.convert({"pages": settings}, Config)

    async def run() -> None:
        async with asyncio.timeout(30_000 * MS), stage(config) as made:
            await story(made)

    asyncio.run(run())
