"""A hub at its desk: the real gateway role on a real bus, and clients for its doors."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from daebug.daemon.gateway import process
from daebug.daemon.hub_bus import HubBus
from daebug.protocol import pages
from daebug.protocol.config import Config
from daebug.protocol.facts import RoleJoined
from daebug.protocol.orders import Answer, Order
from daebug.protocol.role import Surroundings
from tests.arrivals import MS, Arrivals

TOKEN = "t0ken-of-this-root"


class Desk:
    """The hub's end, one root that is served, and what the gateway told."""

    def __init__(self, folder: Path, root: Path) -> None:
        """Bind the bus in ``folder``."""
        self.folder = folder
        self.root = root
        self.facts, self.bulk = Arrivals(), Arrivals()
        self.hub = HubBus(folder, fact=self.facts, bulk=self._batch)
        self.port = 0
        self.client: aiohttp.ClientSession

    def _batch(self, batch: list[Any]) -> None:
        for piece in batch:
            self.bulk(piece)

    async def order(self, message: Order) -> Answer:
        """Have the gateway carry ``message`` out."""
        return await self.hub.order("gateway", message, timeout_s=8000 * MS)

    async def open(self, root: Path, **more: Any) -> pages.RootOpened:
        """Have ``root`` served."""
        order = pages.OpenRoot(**{"root": str(root), "ports": [0], "token": TOKEN, **more})
        opened = await self.order(order)
        assert isinstance(opened, pages.RootOpened)
        return opened

    async def run(self, realm: str, code: str = "1", **more: Any) -> Answer:
        """Have ``realm`` run a job."""
        wanted = {"job": "j1", "load": "", "timeout_s": 5.0, **more}
        return await self.order(pages.RunJob(root=str(self.root), realm=realm, code=code, **wanted))

    def said(self, kind: type[Any]) -> list[Any]:
        """Return the facts of one kind, oldest first."""
        return [fact.message for fact in self.facts.seen if isinstance(fact.message, kind)]

    async def until(self, kind: type[Any], number: int = 1) -> Any:
        """Return the ``number``th fact of ``kind`` when it is there."""
        await self.facts.until(lambda _: len(self.said(kind)) >= number)
        return self.said(kind)[number - 1]

    def url(self, path: str) -> str:
        """Return the address of ``path``."""
        return f"http://localhost:{self.port}{path}"

    @property
    def ours(self) -> dict[str, str]:
        """Return the headers of a request that a page of ours makes."""
        return {"Sec-Fetch-Site": "same-origin", "Origin": self.url("")}

    async def get(self, path: str, **more: Any) -> Got:
        """GET ``path``."""
        return await self.ask("GET", path, **more)

    async def ask(self, method: str, path: str, **more: Any) -> Got:
        """Ask and read the whole answer."""
        more.setdefault("allow_redirects", False)
        async with self.client.request(method, self.url(path), **more) as response:
            return Got(response.status, response.headers, await response.read())

    async def raw(self, data: bytes) -> bytes:
        """Send bytes as they are; return what comes until the other end closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        try:
            async with asyncio.timeout(5000 * MS):
                return await reader.read()
        finally:
            writer.close()

    @asynccontextmanager
    async def page(self, name: str = "p", load: str = "l1", **more: Any) -> AsyncIterator[Page]:
        """Give a page that has said hello and was welcomed."""
        headers = more.pop("headers", {"Origin": self.url("")})
        url = self.url(f"/-daebug/socket?token={TOKEN}")
        async with self.client.ws_connect(url, headers=headers) as socket:
            page = Page(socket)
            await page.say("hello", v=1, name=name, load=load, **more)
            page.welcome = await page.hear()
            page.name = page.welcome.get("name", "")
            yield page


class Got:
    """An answer that was read."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keep status, headers and body."""
        self.status, self.headers, self.body = status, headers, body

    def json(self) -> Any:
        """Return the JSON in the body."""
        return json.loads(self.body)


class Page:
    """The page's end of a WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Speak over ``socket``."""
        self.socket = socket
        self.welcome: dict[str, Any] = {}
        self.name = ""

    async def say(self, kind: str, /, **fields: Any) -> None:
        """Send a message as JSON."""
        await self.socket.send_str(json.dumps({"t": kind, **fields}))

    async def hear(self, kind: str = "") -> dict[str, Any]:
        """Return the next message (of ``kind``)."""
        async with asyncio.timeout(5000 * MS):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.receive_str())
                if kind in {"", message["t"]}:
                    return message


@asynccontextmanager
async def desk(root: Path, **more: Any) -> AsyncIterator[Desk]:
    """Give a desk with the gateway up and ``root`` served; end both."""
    with tempfile.TemporaryDirectory(prefix="gw", dir="/tmp") as folder:
        here = Desk(Path(folder), root)
        stop = asyncio.Event()
        around = Surroundings(role="gateway", folder=here.folder, config=Config(), env={})
        role = asyncio.create_task(process.run(around, stop))
        try:
            await here.until(RoleJoined)
            here.port = (await here.open(root, **more)).port
            async with aiohttp.ClientSession(auto_decompress=False) as here.client:
                yield here
        finally:
            stop.set()
            await asyncio.wait_for(role, 5000 * MS)
            here.hub.close()


def told(root: Path, story: Callable[[Desk], Awaitable[None]], **more: Any) -> None:
    """Run ``story`` at a desk that serves ``root``."""

    async def run() -> None:
        async with desk(root, **more) as here:
            await story(here)

    asyncio.run(run())
