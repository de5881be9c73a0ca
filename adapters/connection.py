"""An adapter's process with its connection, greeted and ready for one session.

A ``Connection`` is what a spare is and what a session takes: process, exchange,
handshake, capabilities.  Whoever holds it last calls ``close``.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.errors.adapter import AdapterDied, AdapterMissing
from . import process
from .dap.exchange import Exchange
from .dap.handshake import Handshake
from .debuggee import Debuggee
from .find import Found
from .input import END_OF_INPUT, Input

log = logging.getLogger("daebug.bridge")

#: Bytes of the adapter's standard error that are kept for its obituary.
TAIL_BYTES = 2000

#: Seconds that an adapter has to exit by itself, before it is killed.
LEAVE_S = 1.0

#: Seconds between the end of its stream and the end of its process.
DEATH_S = 0.5


#: Try to reach an adapter.
Attempt = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Connection:
    """One adapter: its process (absent behind TCP), its stream, where it stands."""

    def __init__(
        self,
        found: Found,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        child: subprocess.Popen[bytes] | None,
    ) -> None:
        """Speak over ``reader`` and ``writer``; ``child`` is the process, if it is ours."""
        self.found = found
        self.pid = child.pid if child is not None else 0
        self._watch = process.Watch(child.pid, child) if child is not None else None
        self.started = process.started(self.pid) if child is not None else 0
        self.exchange = Exchange(found.adapter, reader, writer, cause=self._how)
        self.handshake = Handshake(self.exchange)
        #: Our ends of the standard streams that its debuggee inherits, by name.
        self.lent: dict[str, int] = {}
        #: Host and port, if it is reached over TCP.
        self.peer: tuple[str, int] | None = None
        self.capabilities: dict[str, Any] = {}
        self._beside: list[Connection] = []
        self._child = child
        self._tail = bytearray()
        self._stderr = (child.stderr or child.stdout) if child is not None else None
        if self._stderr is not None:
            os.set_blocking(self._stderr.fileno(), False)
            asyncio.get_running_loop().add_reader(self._stderr, self._listen)

    async def greet(self, timeout_s: float) -> None:
        """Do ``initialize`` unless it is done."""
        if self.handshake.state == "new":
            self.capabilities = await self.handshake.greet(timeout_s)

    async def beside(self) -> Connection:
        """Return one more connection to an adapter behind TCP; it is closed with this one.

        Raises:
            AdapterDied: the adapter takes no more.
        """
        assert self.peer is not None
        try:
            made = await dial(self.found, *self.peer)
        except OSError as error:
            how = f"it took no second connection: {error.strerror or error}"
            session = self.exchange.session
            raise AdapterDied(adapter=self.found.adapter, session=session, how=how) from error
        made.exchange.session = self.exchange.session
        self._beside.append(made)
        return made

    def lend(self, debuggee: Debuggee) -> None:
        """Give the streams that the debuggee has from the adapter to whoever reads them."""
        session = debuggee.output.session
        lent, self.lent = self.lent, {}
        for stream, fd in lent.items():
            match stream:
                case "stdin":
                    debuggee.input = Input(session, fd)
                case "terminal":
                    debuggee.output.add("stdout", fd)
                    debuggee.input = Input(session, fd, end=END_OF_INPUT)
                case _:
                    debuggee.output.add(stream, fd)
        debuggee.parent = self.pid

    @property
    def alive(self) -> bool:
        """Whether stream and process are still there."""
        running = self._watch is None or not self._watch.gone.is_set()
        return self.exchange.open and running

    def kill(self) -> None:
        """Kill the process, if it is ours: it does not react; ``close`` is still to be called."""
        if self._watch is not None:
            self._watch.kill()

    async def close(self, leave_s: float = LEAVE_S) -> None:
        """Close the stream, wait ``leave_s`` seconds for the process, then kill it.

        Returns once the process was waited for.
        """
        for other in self._beside:
            await other.close()
        await self.exchange.close()
        for fd in self.lent.values():
            os.close(fd)
        self.lent = {}
        if self._watch is None:
            return
        if leave_s > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._watch.gone.wait(), leave_s)
        # The whole group: lldb-dap's lldb-server, debugpy's launcher.
        self._watch.kill()
        await self._watch.gone.wait()
        self._watch.close()
        self._deaf()

    async def _how(self) -> str:
        """Tell how the process ended, with the last it said."""
        if self._child is None or self._watch is None:
            return "it closed the connection"
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._watch.gone.wait(), DEATH_S)
        code = self._child.poll()
        if code is None:
            return "it closed its output"
        self._listen()
        said = self._tail.decode(errors="replace").strip().splitlines()
        how = f"exit status {code}" if code >= 0 else process.signal_name(-code)
        return f"{how}: {said[-1]}" if said else how

    def _listen(self) -> None:
        """Keep the end of what the adapter says on standard error."""
        if self._stderr is None:
            return
        try:
            data = os.read(self._stderr.fileno(), 4096)
        except BlockingIOError:
            return
        if not data:
            self._deaf()
            return
        self._tail += data
        del self._tail[:-TAIL_BYTES]
        log.debug("%s, stderr: %s", self.found.adapter, data[:500].decode(errors="replace"))

    def _deaf(self) -> None:
        if self._stderr is not None:
            asyncio.get_running_loop().remove_reader(self._stderr)
            self._stderr.close()
            self._stderr = None


async def start(found: Found, folder: Path, env: Mapping[str, str]) -> Connection:
    """Start the adapter that was found and connect to its standard streams.

    Both are one socket: the same kind of stream as an adapter behind TCP has.

    ``restore_signals=False`` leaves SIGPIPE ignored: with it lldb-dap 19 died of
    it in 4 of 19 runs, just when its debuggee had been killed.

    Raises:
        AdapterMissing: the file can't be run.
    """
    ours, theirs = socket.socketpair()
    try:
        child = _spawn(found.command, theirs.fileno(), folder=folder, env=env)
    except OSError as error:
        ours.close()
        looked = f"{found.command[0]} ({error.strerror})"
        raise AdapterMissing(adapter=found.adapter, looked=looked, install=found.install) from error
    finally:
        theirs.close()
    reader, writer = await asyncio.open_connection(sock=ours)
    return Connection(found, reader, writer, child)


def _spawn(
    command: Sequence[str], stream: int, *, folder: Path, env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start an adapter on ``stream``; takes a millisecond or two, so nobody waits for it."""
    return subprocess.Popen(
        command,
        stdin=stream,
        stdout=stream,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(env),
        restore_signals=False,
        start_new_session=True,
    )


async def dial(found: Found, host: str, port: int) -> Connection:
    """Connect to an adapter that listens already.

    Raises:
        OSError: nobody listens there.
    """
    reader, writer = await asyncio.open_connection(host, port)
    connection = Connection(found, reader, writer, None)
    connection.peer = (host, port)
    return connection
