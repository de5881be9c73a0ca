"""A small gateway for tests: serves a folder with the shim put in, speaks the channel.

It runs on a thread of its own, so that a test drives the browser and waits here
for what its pages said.  No checks, no files: those are the real one's.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from daebug.daemon.gateway.scripts import SERVED, Scripts
from tests.arrivals import MS

Message = dict[str, Any]

FRAME = '<!doctype html><html><head><base href="/"></head><body></body></html>'
IMPORTS = {
    "node:test": "/-daebug-node:test.js",
    "node:assert": "/-daebug-node:assert.js",
    "node:assert/strict": "/-daebug-node:assert-strict.js",
}
JAVASCRIPT = "application/javascript"
KINDS = {".js": JAVASCRIPT, ".mjs": JAVASCRIPT, ".xhtml": "application/xhtml+xml"}


class Gateway:
    """One served folder and everything its pages said."""

    def __init__(self, root: Path) -> None:
        """Serve ``root``; ``start`` begins."""
        self.root = root
        self.settings: Message = {}
        self.sockets_work = True
        self.renames: dict[str, str] = {}
        self.said: list[Message] = []
        self.port = 0
        self._scripts = Scripts("t0ken")
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._lines: dict[str, Callable[[Message], None]] = {}
        self._parked: dict[str, asyncio.Queue[Message]] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._jobs = itertools.count(1)
        self._runner: web.AppRunner | None = None

    def start(self) -> None:
        """Return when it serves."""
        self._thread.start()
        with self._news:
            assert self._news.wait_for(lambda: self.port, 5000 * MS)

    def stop(self) -> None:
        """Stop; connections end."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5000 * MS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5000 * MS)
        self._loop.close()

    def url(self, page: str = "index.html", host: str = "localhost") -> str:
        """Return the address of ``page``."""
        return f"http://{host}:{self.port}/{page}"

    def clear(self) -> None:
        """Forget what was said, and set everything back."""
        self.said = []
        self.settings = {}
        self.sockets_work = True
        self.renames = {}

    def until(self, wanted: Callable[[Message], Any], within_s: float = 10000 * MS) -> Message:
        """Return the first message for which ``wanted`` is true; else fail and list them."""
        with self._news:
            self._news.wait_for(lambda: any(map(wanted, self.said)), within_s)
            for message in self.said:
                if wanted(message):
                    return message
            last = "\n".join(json.dumps(one)[:300] for one in self.said[-20:])
        raise AssertionError(f"not said in {within_s} s; the last of {len(self.said)}:\n{last}")

    def kind(self, t: str, realm: str | None = None) -> list[Message]:
        """Return the messages of kind ``t``, of ``realm`` if it is given."""
        with self._news:
            return [
                one
                for one in self.said
                if one["t"] == t and (realm is None or one["from"] == realm)
            ]

    def joined(self, kind: str = "page", after: int = 0) -> Message:
        """Return the hello of the first ``kind`` of realm behind the first ``after`` messages."""
        return self.until(
            lambda one: one["t"] == "hello" and one["kind"] == kind and one["n"] >= after
        )

    def tell(self, load: str, message: Message) -> None:
        """Send ``message`` to a load."""
        self._loop.call_soon_threadsafe(lambda: self._lines[load](message))

    def job(self, load: str, code: str, **more: Any) -> str:
        """Give a job to a load; return its id."""
        job = f"j{next(self._jobs)}"
        self.tell(load, {"t": "job", "job": job, "code": code, "timeout_ms": 10000, **more})
        return job

    def run(self, load: str, code: str, *, within_s: float = 10000 * MS, **more: Any) -> Message:
        """Give a job to a load; return its result."""
        return self.result(self.job(load, code, **more), within_s)

    def result(self, job: str, within_s: float = 10000 * MS) -> Message:
        """Return the result of ``job``."""
        return self.until(lambda one: one["t"] == "result" and one["job"] == job, within_s)

    def event(self, wanted: Callable[[Message], Any]) -> Message:
        """Return the first event that is ``wanted``, with the ``job`` of its batch."""

        def found(one: Message) -> list[Message]:
            return [event for event in one.get("events", ()) if wanted(event)]

        batch = self.until(lambda one: one["t"] == "events" and found(one))
        return {**found(batch)[0], "job": batch["job"]}

    def drop(self) -> None:
        """End all sockets from this side."""
        for socket in list(self._sockets):
            asyncio.run_coroutine_threadsafe(socket.close(), self._loop).result(5000 * MS)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._loop.run_forever()

    async def _open(self) -> None:
        app = web.Application()
        app.router.add_get("/-daebug/socket", self._socket)
        app.router.add_get("/-daebug/poll", self._poll)
        app.router.add_post("/-daebug/post", self._post)
        app.router.add_post("/-daebug/discover-tests", self._discover)
        app.router.add_get("/{path:.*}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        with self._news:
            self.port = self._runner.addresses[0][1]
            self._news.notify_all()

    async def _close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    def _hear(self, message: Message, realm: str, load: str) -> None:
        with self._news:
            self.said.append({**message, "from": realm, "by": load, "n": len(self.said)})
            self._news.notify_all()

    def _welcome(self, hello: Message) -> Message:
        name = self.renames.get(hello["name"], hello["name"])
        limits = {"depth": 6, "items": 200, "chars": 20000, "events_per_s": 20000}
        limits |= self.settings.get("limits", {})
        return {"t": "welcome", "name": name, "load": hello["load"], "limits": limits}

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        assert request.query["token"] == "t0ken"
        if not self.sockets_work:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=1 << 26)
        await socket.prepare(request)
        self._sockets.add(socket)
        hello: Message = {"name": "", "load": ""}

        def send(message: Message) -> None:
            task = self._loop.create_task(socket.send_str(json.dumps(message)))
            tasks.add(task)

        tasks: set[asyncio.Task[None]] = set()
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            if message["t"] == "hello":
                hello = message
                self._lines[hello["load"]] = send
                await socket.send_str(json.dumps(self._welcome(hello)))
            self._hear(message, hello["name"], hello["load"])
        self._sockets.discard(socket)
        self._hear({"t": "gone"}, hello["name"], hello["load"])
        return socket

    async def _poll(self, request: web.Request) -> web.Response:
        load = request.query["load"]
        # One queue a load: what is told between two polls waits for the next.
        waiting = self._parked.setdefault(load, asyncio.Queue())
        self._hear({"t": "polled"}, request.query["name"], load)
        self._lines[load] = waiting.put_nowait
        try:
            async with asyncio.timeout(2):
                return web.json_response([await waiting.get()])
        except TimeoutError:
            return web.json_response([])

    async def _post(self, request: web.Request) -> web.Response:
        answers = []
        for message in json.loads(await request.text()):
            if message["t"] == "hello":
                answers.append(self._welcome(message))
            self._hear(message, request.query["name"], request.query["load"])
        return web.json_response(answers)

    async def _discover(self, request: web.Request) -> web.Response:
        patterns = (await request.json())["files"]
        found = {
            f"/{path.relative_to(self.root)}" for one in patterns for path in self.root.glob(one)
        }
        return web.json_response({"files": sorted(found)})

    async def _file(self, request: web.Request) -> web.Response:
        if template := SERVED.get(request.path):
            settings = {k: v for k, v in self.settings.items() if k != "limits"}
            return web.Response(
                text=self._scripts.text(template, **settings),
                content_type=JAVASCRIPT,
                headers={"Access-Control-Allow-Origin": "*"},
            )
        if request.path == "/-daebug-iframe.html":
            return web.Response(text=FRAME, content_type="text/html")
        path = self.root / request.path.lstrip("/")
        if not path.is_file():
            return web.Response(status=404)
        if path.suffix != ".html":
            kind = KINDS.get(path.suffix, "text/plain")
            return web.Response(text=path.read_text(), content_type=kind)
        return self._page(path.read_text(), **request.query)

    def _page(self, text: str, csp: str = "", report: str = "") -> web.Response:
        policy = csp
        settings = {k: v for k, v in self.settings.items() if k != "limits"}
        nonce = "n0nce" if policy else ""
        if "nonce" in policy:
            settings["nonce"] = nonce
        ours = (
            f'<script type="importmap" nonce="{nonce}">{json.dumps({"imports": IMPORTS})}</script>'
            f'<script nonce="{nonce}">{self._scripts.inline("page.js", **settings)}</script>'
        )
        head = {"Content-Security-Policy": policy} if policy else {}
        if report:
            head["Content-Security-Policy-Report-Only"] = report
        page = text.replace("<head>", f"<head>{ours}", 1)
        return web.Response(text=page, content_type="text/html", headers=head)
