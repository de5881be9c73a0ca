"""The listening side: one port for one session, many clients.

Other programs attach with any DAP client: ``attach`` with the token, and from
then on they see what everybody sees.  Who has no token gets one refusal and no
second try on that connection.
"""

from __future__ import annotations

import asyncio
import logging
import secrets

from ..keyhole import Keyhole
from ..state import Session
from .client import Client

log = logging.getLogger("daebug.share")

#: Clients at once.
MOST = 16


class Server:
    """One shared session; it is named, for ``restart`` makes a new one of that name."""

    def __init__(self, hub: Keyhole, session: Session, *, write: bool) -> None:
        """Share ``session``; ``write`` lets clients drive it."""
        self.hub = hub
        self.name = session.name
        self.write = write
        self.token = secrets.token_hex(16)
        self.port = 0
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._clients)

    async def open(self, port: int) -> None:
        """Listen on 127.0.0.1:``port``; 0 = any free one.

        Raises:
            OSError: the port is taken.
        """
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let every client go and stop listening; the session goes on."""
        if self._server is not None:
            self._server.close()
        for task in list(self._clients):
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it leaves."""
        task = asyncio.current_task()
        assert task is not None
        if len(self._clients) >= MOST:
            writer.close()
            return
        self._clients.add(task)
        client = Client(self.hub, self.name, reader, writer, token=self.token, write=self.write)
        try:
            await client.serve()
        except (ConnectionError, asyncio.CancelledError):
            log.info("a client of %s left", self.name)
        except Exception:
            log.exception("a client of %s failed", self.name)
        finally:
            self._clients.discard(task)
            writer.close()
