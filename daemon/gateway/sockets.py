"""The WebSocket of a page: hello, then frames until it ends."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import WSMsgType, web

from ...protocol.errors.daemon import BadMessage
from . import channel, replies
from .channel import Hello
from .links import SocketLink
from .realms import Realm
from .root import Root

log = logging.getLogger("daebug.gateway")

#: Seconds for the first message.
HELLO_S = 10.0

#: Seconds for the other end to close, after we did.
CLOSE_S = 2.0

#: Bytes of one page's messages in a row before the others get a turn.
TURN_BYTES = 256 * 1024


async def serve(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Speak with one page until its connection ends."""
    # No deflate: on loopback it costs more than it saves, in memory above all.
    # No heartbeat of its own: one sweep looks after all connections.
    socket = web.WebSocketResponse(
        timeout=CLOSE_S, max_msg_size=channel.MESSAGE_BYTES, compress=False, decode_text=False
    )
    if not socket.can_prepare(request):
        return replies.plain(426, "This is a WebSocket", {"Upgrade": "websocket"})
    await socket.prepare(request)
    link = SocketLink(request, socket)
    realm = await _joined(root, socket, link)
    if realm is None:
        await socket.close()
        return socket
    try:
        await _listen(root, realm, socket)
    finally:
        root.realms.lost(realm, link)
    return socket


async def _joined(root: Root, socket: web.WebSocketResponse, link: SocketLink) -> Realm | None:
    """Return the realm that the first message is from; ``None`` = it is no hello."""
    try:
        async with asyncio.timeout(HELLO_S):
            first = await socket.receive()
        if first.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            return None
        hello = channel.said(first.data, text=first.type is WSMsgType.TEXT)
    except (TimeoutError, BadMessage) as error:
        log.info("a connection without hello: %s", str(error)[:200])
        return None
    if not isinstance(hello, Hello):
        return None
    realm = await root.realms.join(hello, link)
    await link.send(channel.line(welcome(realm)))
    return realm


def welcome(realm: Realm | None) -> dict[str, object]:
    """Return the answer to a hello; ``None`` = there was no room."""
    if realm is None:
        return {"t": "refuse", "code": "too-many-realms", "message": "there are too many pages"}
    return {
        "t": "welcome",
        "name": realm.name,
        "load": realm.load,
        "heartbeat_s": channel.HEARTBEAT_S,
        "limits": channel.LIMITS,
    }


async def _listen(root: Root, realm: Realm, socket: web.WebSocketResponse) -> None:
    """Take frames until the connection ends."""
    size = 0
    while True:
        frame = await socket.receive()
        if frame.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
            return
        await root.intake.raw(realm, frame.data, text=frame.type is WSMsgType.TEXT)
        size += len(frame.data)
        if size > TURN_BYTES:
            size = 0
            await asyncio.sleep(0)
