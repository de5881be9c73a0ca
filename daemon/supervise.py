"""The hub's end of the pipe to the zygote: have a role running, hear of its death."""

from __future__ import annotations

import asyncio
import os
import socket as sockets
from collections.abc import Callable

from ..protocol import framing, supervision
from ..protocol.supervision import Leave, Report, StartRole


class Supervision:
    """Asks the zygote for roles, and passes on what it reports."""

    def __init__(self, pipe: sockets.socket, reported: Callable[[Report], None]) -> None:
        """Speak over ``pipe``; each report goes to ``reported``."""
        self._pipe = pipe
        self._reported = reported
        self._framer = framing.Framer()
        self._loop = asyncio.get_running_loop()
        pipe.setblocking(False)
        self._loop.add_reader(pipe, self._read)

    def start(self, role: str) -> None:
        """Have ``role`` forked, if it is absent."""
        self._pipe.send(framing.frame(supervision.encode(StartRole(role))))

    def leave(self, farewell: bytes, connection: int | None) -> None:
        """Have everything ended; ``farewell`` goes to the client behind ``connection`` last."""
        frame = framing.frame(supervision.encode(Leave(farewell)))
        fds = [os.dup(connection)] if connection is not None else []
        sockets.send_fds(self._pipe, [frame], fds)
        for fd in fds:
            os.close(fd)

    def _read(self) -> None:
        """Take what the zygote says."""
        data = self._pipe.recv(65536)
        if not data:
            self._loop.remove_reader(self._pipe)
            return
        for body in self._framer.feed(data):
            self._reported(supervision.report(body))
