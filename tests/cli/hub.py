"""A hub for the clients' tests: it reads one ask a connection and plays a script.

It speaks the wire of ``protocol/wire.py`` and nothing else, on the real socket.
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from daebug.protocol import framing, wire

#: Seconds any wait in these tests may take.
PATIENCE_S = 20.0

Script = Callable[["Caller"], None]


class Caller:
    """One client at the other end."""

    def __init__(self, connection: socket.socket) -> None:
        """Take over ``connection``."""
        self.connection = connection
        self._framer = framing.Framer()
        self._bodies: list[bytes] = []
        self.ask: wire.Ask | None = None

    def body(self) -> bytes | None:
        """Return the client's next frame; None at its end."""
        while not self._bodies:
            data = self.connection.recv(1 << 20)
            if not data:
                return None
            self._bodies += self._framer.feed(data)
        return self._bodies.pop(0)

    def say(self, *frame: Any) -> None:
        """Send one frame ``[channel, payload]``."""
        self.connection.sendall(framing.frame(wire.encode(list(frame))))


class Hub:
    """Listens in ``folder``; each caller gets ``script``, whose failure ``close`` raises again."""

    def __init__(self, folder: Path, script: Script) -> None:
        """Bind and listen; serve callers one after the other in a thread."""
        self.path = folder / "hub.sock"
        self.script = script
        self.asks: queue.Queue[wire.ArgvAsk] = queue.Queue()
        self.failures: list[BaseException] = []
        #: Callers still to be left with their ask unread, as a daemon that is killed does.
        self.deaf = 0
        self._stack = ExitStack()
        self.listen()

    def listen(self) -> None:
        """Bind the path again, as a new daemon would."""
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.path))
        listener.listen()
        thread = threading.Thread(target=self._serve, args=(listener,))
        thread.start()
        self._stack.callback(self._end, listener, thread)

    def close(self) -> None:
        """Stop listening; raise what went wrong in a script."""
        self._stack.close()
        for failure in self.failures:
            raise failure

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(PATIENCE_S)
                if self.deaf:
                    self.deaf -= 1
                    connection.recv(1, socket.MSG_PEEK)
                    continue
                self._answer(Caller(connection))

    def _answer(self, caller: Caller) -> None:
        body = caller.body()
        if body is None:
            return
        try:
            caller.ask = wire.ask(body)
            assert isinstance(caller.ask, wire.ArgvAsk)
            self.asks.put(caller.ask)
            self.script(caller)
        except BaseException as failure:  # noqa: BLE001 - raised again by close(), in the test's thread
            self.failures.append(failure)

    @staticmethod
    def _end(listener: socket.socket, thread: threading.Thread) -> None:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE_S)


class Client:
    """One of the two clients, in an environment where only ``folder`` is the runtime folder."""

    def __init__(self, words: list[str], folder: Path, env: dict[str, str]) -> None:
        """Run ``words`` plus the arguments of each call."""
        self.words = words
        self.folder = folder
        self.env = {**os.environ, **env, "DAEBUG_RUNTIME_DIR": str(folder)}

    def __call__(
        self, *args: str | bytes, input: bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end."""
        return subprocess.run(
            [*self.words, *args],
            env={**self.env, **(env or {})},
            input=input,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def start(self, *args: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Start it; the caller ends it."""
        return subprocess.Popen(
            [*self.words, *args],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
