"""A WebSocket client, as small as a debugger needs it: text messages, both ways.

A library would do, but importing one takes longer than Node takes to come up.
RFC 6455: https://www.rfc-editor.org/rfc/rfc6455
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import os
import socket
from urllib.parse import urlsplit

#: RFC 6455, 1.3: what the server's answer to the key is made with.
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

#: Kinds of frames, RFC 6455, 5.2.
_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10

#: Not every system has it.
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)

#: Bytes of one message, and seconds for the connection to come up.
MESSAGE_BYTES, CONNECT_S = 512 * 1024 * 1024, 5.0


class Closed(Exception):
    """The connection is over; the text says how."""


class WebSocket:
    """One connection, already open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over streams whose handshake is done."""
        self._reader = reader
        self._writer = writer
        self._socket: socket.socket = writer.get_extra_info("socket")

    def send(self, message: bytes) -> None:
        """Send a text message; one to a connection that is over is lost."""
        self._write(_TEXT, message)

    async def receive(self) -> bytes:
        """Return the next message.

        Raises:
            Closed: there is none, or what came is no WebSocket.
        """
        pieces: list[bytes] = []
        try:
            while True:
                last, kind, payload = await self._frame()
                if kind in (_TEXT, _BINARY, _CONTINUATION):
                    pieces.append(payload)
                    if sum(map(len, pieces)) > MESSAGE_BYTES:
                        raise Closed(f"a message of more than {MESSAGE_BYTES} bytes")
                    if last:
                        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
                elif kind == _PING:
                    self._write(_PONG, payload)
                elif kind == _CLOSE:
                    raise Closed("the inspector closed the connection")
                elif kind != _PONG:
                    raise Closed(f"garbage: a frame of kind {kind}")
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Closed("the connection ended") from error

    async def close(self) -> None:
        """Say goodbye and close our end."""
        self._write(_CLOSE, b"\x03\xe8")
        self._writer.close()
        try:
            await asyncio.wait_for(self._writer.wait_closed(), 1.0)
        except (OSError, TimeoutError):
            return

    async def _frame(self) -> tuple[bool, int, bytes]:
        """Return one frame: whether it is the last of its message, its kind, its payload."""
        hurry(self._socket)
        first, second = await self._reader.readexactly(2)
        if first & 0x70 or second & 0x80:
            raise Closed(f"garbage: {bytes([first, second])!r} begins no frame")
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
        if size > MESSAGE_BYTES:
            raise Closed(f"a message of {size} bytes")
        return bool(first & 0x80), first & 0x0F, await self._reader.readexactly(size)

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            header = bytes((0x80 | kind, 0x80 | size))
        elif size < 65536:
            header = bytes((0x80 | kind, 0x80 | 126)) + size.to_bytes(2)
        else:
            header = bytes((0x80 | kind, 0x80 | 127)) + size.to_bytes(8)
        mask = os.urandom(4)
        stream = int.from_bytes((mask * (size // 4 + 1))[:size])
        masked = (int.from_bytes(payload) ^ stream).to_bytes(size)
        if not self._writer.is_closing():
            self._writer.write(header + mask + masked)
            hurry(self._socket)


def hurry(one: socket.socket) -> None:
    """Acknowledge at once what comes next on a connection to Node.

    Node writes a message in pieces and waits for the first to be acknowledged, by
    Nagle's algorithm: 44 ms a message.  The option holds for a while only (tcp(7)).
    """
    if _QUICKACK is not None:
        with contextlib.suppress(OSError):
            one.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


async def connect(url: str) -> WebSocket:
    """Return a connection to ``ws://host:port/path``.

    Raises:
        Closed: nobody listens there, or it is no WebSocket.
    """
    try:
        async with asyncio.timeout(CONNECT_S):
            return await _connected(url)
    except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
        raise Closed(f"{url}: {error or 'no answer'}") from error
    except asyncio.LimitOverrunError as error:
        raise Closed(f"{url}: it is no WebSocket") from error


async def _connected(url: str) -> WebSocket:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16))
    request = (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key.decode()}\r\n\r\n"
    )
    writer.write(request.encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    accepted = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    if not answer.startswith(b"HTTP/1.1 101") or accepted not in answer:
        writer.close()
        said = answer.partition(b"\r\n")[0].decode(errors="replace")
        raise Closed(f"{url}: it answered {said!r}")
    return WebSocket(reader, writer)
