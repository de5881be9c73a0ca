"""Start an adapter and reach it: on its standard streams, over TCP, over a socket file.

``stdio``  it speaks on its standard streams.
``tcp``    it listens on ``${port}``, a free port of ours, once it is up.
``dials``  it dials ``${port}``, where we listen: nobody has to wait and look.
``pipe``   it listens on the socket file ``${pipe}``, once it is up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..protocol.errors.adapter import AdapterDied, AdapterMissing
from . import connection, template, terminal
from .connection import Connection
from .find import Found

#: Seconds for an adapter to be reached, and between two looks.
REACH_S, LOOK_S = 10.0, 0.01


async def start(found: Found, folder: Path, env: Mapping[str, str]) -> Connection:
    """Start the adapter that was found and connect to it.

    Raises:
        AdapterMissing: the file can't be run.
        AdapterDied: it ended, or could not be reached in time.
    """
    match found.transport:
        case "tcp":
            return await _listening(found, folder, env)
        case "dials":
            return await _dialling(found, folder, env)
        case "pipe":
            return await _on_pipe(found, folder, env)
        case _:
            return await connection.start(found, folder, env)


async def _dialling(found: Found, folder: Path, env: Mapping[str, str]) -> Connection:
    """Listen, start the adapter, take its call."""
    called: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        asyncio.get_running_loop().create_future()
    )

    def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if called.done():
            writer.close()
        else:
            called.set_result((reader, writer))

    server = await asyncio.start_server(call, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        started = _Started(found, folder, env, {"port": port})
        reader, writer = await started.until(called)
        return started.connection(reader, writer)
    finally:
        server.close()


async def _listening(found: Found, folder: Path, env: Mapping[str, str]) -> Connection:
    """Start the adapter on a free port and dial until it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    started = _Started(found, folder, env, {"port": port})
    dialled = asyncio.ensure_future(_looking(lambda: _dial(port)))
    made = started.connection(*await started.until(dialled))
    made.peer = ("127.0.0.1", port)
    return made


async def _on_pipe(found: Found, folder: Path, env: Mapping[str, str]) -> Connection:
    """Start the adapter on a socket file and open it once it is there."""
    path = folder / f"adapter-{os.urandom(4).hex()}.sock"
    started = _Started(found, folder, env, {"pipe": str(path)})
    opened = asyncio.ensure_future(_looking(lambda: asyncio.open_unix_connection(path)))
    try:
        return started.connection(*await started.until(opened))
    finally:
        path.unlink(missing_ok=True)


async def _dial(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def _looking(
    attempt: connection.Attempt,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return what ``attempt`` returns once it does not fail."""
    while True:
        with contextlib.suppress(OSError):
            return await attempt()
        await asyncio.sleep(LOOK_S)


class _Started:
    """An adapter's process that is not reached yet."""

    def __init__(
        self, found: Found, folder: Path, env: Mapping[str, str], values: Mapping[str, object]
    ) -> None:
        """Start it, with ``values`` in its command.

        Raises:
            AdapterMissing: the file can't be run.
        """
        self._found = found
        self._lent: dict[str, int] = {}
        command = [str(template.filled(word, values)) for word in found.command]
        if found.lends == "terminal":
            # Its debuggee is put into the foreground of its controlling terminal.
            command = terminal.inside(command)
        theirs = self._streams() if found.lends else []
        try:
            self._child = subprocess.Popen(
                command,
                stdin=theirs[0] if theirs else subprocess.DEVNULL,
                stdout=theirs[1] if theirs else subprocess.PIPE,
                stderr=theirs[2] if theirs else subprocess.STDOUT,
                cwd=folder,
                env=dict(env),
                restore_signals=bool(found.lends),
                start_new_session=True,
            )
        except OSError as error:
            self._forget()
            looked = f"{command[0]} ({error.strerror})"
            raise AdapterMissing(
                adapter=found.adapter, looked=looked, install=found.install
            ) from error
        finally:
            for fd in set(theirs):
                os.close(fd)

    async def until(
        self, reached: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Wait until the adapter is reached.

        Raises:
            AdapterDied: it ended first, or is not reached in time.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + REACH_S
        broken: AdapterDied | None = None
        try:
            while not reached.done():
                await asyncio.wait({reached}, timeout=0.1)
                if self._child.poll() is not None or loop.time() > deadline:
                    break
        finally:
            if not reached.done():
                # Nobody has it yet: who gives up here leaves nobody to end it.
                reached.cancel()
                broken = self._ended()
        if broken is not None:
            raise broken
        return reached.result()

    def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Connection:
        """Return the connection of the process, now reached."""
        if (peer := writer.get_extra_info("socket")) is not None and peer.family != socket.AF_UNIX:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made = Connection(self._found, reader, writer, self._child)
        made.lent = self._lent
        return made

    def _streams(self) -> list[int]:
        """Return the adapter's ends of three streams that its debuggee inherits; ours are kept."""
        if self._found.lends == "terminal":
            made = terminal.terminal()
            self._lent = {"terminal": made.ours}
            return [made.theirs] * 3
        source, ours = os.pipe()
        self._lent["stdin"] = ours
        theirs = [source]
        for stream in ("stdout", "stderr"):
            made = terminal.terminal()
            self._lent[stream] = made.ours
            theirs.append(made.theirs)
        return theirs

    def _ended(self) -> AdapterDied:
        """End the process that nobody reached; return the error for it, with its last words."""
        code, said = self._child.poll(), b""
        self._child.kill()
        if self._child.stdout is not None:
            # What it started may hold the pipe open.
            os.set_blocking(self._child.stdout.fileno(), False)
            said = self._child.stdout.read(2000) or b""
            self._child.stdout.close()
        self._child.wait()
        self._forget()
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        how = "it could not be reached" if code is None else f"exit status {code}"
        return AdapterDied(
            adapter=self._found.adapter, session="(new)", how=f"{how}: {last}" if last else how
        )

    def _forget(self) -> None:
        for fd in self._lent.values():
            os.close(fd)
        self._lent = {}
