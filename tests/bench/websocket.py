"""A WebSocket client that costs next to nothing, so that what is measured is the other end.

RFC 6455 as far as a page on this machine needs it: no extensions, whole
messages, and frames of the server that are not in pieces.
"""

from __future__ import annotations

import base64
import json
import os
import socket
from typing import Any, Self

from tests.bench.installed import BenchError

#: Operation codes (RFC 6455, 5.2).
TEXT, BINARY, CLOSE = 1, 2, 8

#: Seconds for any answer.
PATIENCE_S = 30.0

#: Bytes that a socket is asked for at once.
CHUNK_BYTES = 1 << 16


def opening(port: int, token: str) -> bytes:
    """Return the request that opens the channel of a page of ours."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /-daebug/socket?token={token} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: http://localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def frame(data: bytes, code: int = TEXT) -> bytes:
    """Return ``data`` as one masked frame."""
    size = len(data)
    head = bytearray([0x80 | code])
    if size < 126:
        head.append(0x80 | size)
    elif size < 1 << 16:
        head += bytes([0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + size.to_bytes(8, "big")
    mask = os.urandom(4)
    long = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(data, "big") ^ int.from_bytes(long, "big")
    return bytes(head) + mask + masked.to_bytes(size, "big")


def said(kind: str, /, **fields: Any) -> bytes:
    """Return a message of the channel as a text frame."""
    return frame(json.dumps({"t": kind, **fields}).encode())


def cut(pending: bytearray) -> bytes | None:
    """Take the first whole frame of a server out of ``pending``; ``None`` = there is none.

    Raises:
        BenchError: the server closes the connection.
    """
    if len(pending) < 2:
        return None
    size, at = pending[1] & 0x7F, 2
    if size >= 126:
        at = 4 if size == 126 else 10
        size = int.from_bytes(pending[2:at], "big")
    if len(pending) < at + size:
        return None
    if pending[0] & 0x0F == CLOSE:
        raise BenchError(f"the gateway closed the connection: {bytes(pending[at : at + size])!r}")
    data = bytes(pending[at : at + size])
    del pending[: at + size]
    return data


class Page:
    """One page: joined when it is made; blocking."""

    def __init__(self, port: int, token: str, name: str) -> None:
        """Connect, say hello as ``name``, and wait for the welcome."""
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pending = bytearray()
        self.socket.sendall(opening(port, token))
        while (end := self._pending.find(b"\r\n\r\n")) < 0:
            self._read()
        if b" 101 " not in self._pending[:end].split(b"\r\n")[0]:
            raise BenchError(f"no WebSocket: {bytes(self._pending[:200])!r}")
        del self._pending[: end + 4]
        self.say("hello", v=1, name=name, load=os.urandom(8).hex(), kind="page")
        self.name: str = self.hear("welcome")["name"]

    def __enter__(self) -> Self:
        """Return the page."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave without a word, as a page that is killed."""
        self.socket.close()

    def say(self, kind: str, /, **fields: Any) -> None:
        """Send a message."""
        self.socket.sendall(said(kind, **fields))

    def hear(self, kind: str) -> dict[str, Any]:
        """Return the next message of ``kind``; pings are answered, others are passed over."""
        while True:
            while (data := cut(self._pending)) is None:
                self._read()
            message: dict[str, Any] = json.loads(data)
            if message["t"] == kind:
                return message
            if message["t"] == "ping":
                self.say("pong", at=message["at"])

    def _read(self) -> None:
        data = self.socket.recv(CHUNK_BYTES)
        if not data:
            raise BenchError("the gateway is gone")
        self._pending += data
