"""Pages of terminals, on a port of their own.

Another port is another origin: no script or service worker of a served folder
can reach what is here.  The page itself holds nothing; who opens its WebSocket
must come from this origin and show the key, which is in the fragment of the
address that ``daebug term page`` prints.  Behind the WebSocket is ``daebug term
attach``, asked on the command line's socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import re
import secrets
from importlib.resources import files
from pathlib import Path

import msgspec
from aiohttp import WSMsgType, web

from ...protocol.terminals import TerminalPagesServed
from . import replies
from .attachment import Attachment
from .origin import Door, foreign, host_is_ours

log = logging.getLogger("daebug.gateway")

#: Seconds for the first message, which shows the key.
HELLO_S = 10.0

#: Bytes of one message of a page: a large paste.
MESSAGE_BYTES = 4 * 1024 * 1024

#: Nothing from elsewhere; xterm.js writes its styles into the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
)

#: File and type by path.
SERVED = {
    "/xterm.js": ("xterm/xterm.js", "application/javascript"),
    "/addon-fit.js": ("xterm/addon-fit.js", "application/javascript"),
    "/xterm.css": ("xterm/xterm.css", "text/css"),
    "/page.js": ("page.js", "application/javascript"),
}

_NAME = re.compile(r"/(socket/)?([tr][0-9]{1,9})\Z")


class Hello(msgspec.Struct):
    """The first message of a page."""

    key: str
    cols: int = 80
    rows: int = 24


class Size(msgspec.Struct):
    """Every other message that is text."""

    cols: int
    rows: int


class TerminalPages:
    """The pages of all terminals of this daemon."""

    def __init__(self, folder: Path) -> None:
        """Attach to terminals through the hub whose runtime folder is ``folder``."""
        self._folder = folder
        self._key = secrets.token_urlsafe(24)
        self._door = Door(port=0, token="")
        self._listening: asyncio.Server | None = None
        self._server: web.Server | None = None

    async def open(self) -> TerminalPagesServed:
        """Listen, unless that is done; return where the pages are."""
        if self._listening is None:
            server = web.Server(self._answer, handler_cancellation=True, access_log=None)
            loop = asyncio.get_running_loop()
            self._listening = await loop.create_server(server, "127.0.0.1", 0)
            self._server = server
            port = self._listening.sockets[0].getsockname()[1]
            self._door = Door(port=port, token="")
            log.info("terminals have pages on port %d", port)
        return TerminalPagesServed(url=f"http://127.0.0.1:{self._door.port}/", key=self._key)

    async def close(self) -> None:
        """Listen no more, and end all pages."""
        if self._listening is not None and self._server is not None:
            self._listening.close()
            await self._server.shutdown(0.2)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, whatever it is."""
        if not host_is_ours(self._door, request.headers.get("Host", "")):
            return replies.plain(403)
        if request.method != "GET":
            return replies.plain(405)
        path = request.rel_url.path
        if path in SERVED:
            name, kind = SERVED[path]
            return _file(name, kind)
        found = _NAME.match(path)
        if found is None:
            return replies.plain(404)
        if not found[1]:
            return _file("page.html", "text/html")
        # A page elsewhere can open a WebSocket to us, and its browser says where it is from.
        if foreign(request.headers) or "Origin" not in request.headers:
            return replies.plain(403)
        return await self._socket(request, found[2])

    async def _socket(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Attach one page to the terminal ``name``, until either ends."""
        socket = web.WebSocketResponse(max_msg_size=MESSAGE_BYTES, compress=False, heartbeat=30.0)
        if not socket.can_prepare(request):
            return web.Response(status=426, headers={"Upgrade": "websocket"})
        await socket.prepare(request)
        hello = await self._hello(socket)
        if hello is None:
            await socket.close(code=4401, message=b"the key in the address is wrong")
            return socket
        try:
            attachment = await Attachment.to(self._folder, name, (hello.cols, hello.rows))
        except OSError:
            await socket.close(code=1011, message=b"the daemon is gone")
            return socket
        sending = asyncio.create_task(_draw(attachment, socket))
        try:
            await _type(socket, attachment)
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
            attachment.close()
        return socket

    async def _hello(self, socket: web.WebSocketResponse) -> Hello | None:
        """Return the first message; ``None`` = it is none, or its key is wrong."""
        try:
            async with asyncio.timeout(HELLO_S):
                first = await socket.receive()
            if first.type is not WSMsgType.TEXT:
                return None
            hello = msgspec.json.decode(first.data, type=Hello)
        except (TimeoutError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        fits = hmac.compare_digest(hello.key.encode("utf-8", "replace"), self._key.encode())
        return hello if fits else None


async def _draw(attachment: Attachment, socket: web.WebSocketResponse) -> None:
    """Send output to the page; close it when the terminal is over."""
    async for data in attachment.output():
        await socket.send_bytes(data)
    await socket.close(message=b"the terminal is left or has ended")


async def _type(socket: web.WebSocketResponse, attachment: Attachment) -> None:
    """Hand on what the page sends until it is gone."""
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            await attachment.keys(message.data)
        elif message.type is WSMsgType.TEXT:
            try:
                size = msgspec.json.decode(message.data, type=Size)
            except (msgspec.DecodeError, UnicodeDecodeError):
                return
            await attachment.resize((size.cols, size.rows))


def _file(name: str, kind: str) -> web.Response:
    """Return a file of ours."""
    text = (files("daebug.shims") / "terminal").joinpath(*name.split("/")).read_bytes()
    headers = {
        **replies.OURS,
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "DENY",
    }
    return web.Response(body=text, headers=headers)
