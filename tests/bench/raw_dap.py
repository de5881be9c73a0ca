"""The floor of a debug session: a DAP client that does nothing but what is measured.

Blocking, one connection, no daemon.  ``floors`` starts one for each adapter.
"""

from __future__ import annotations

import contextlib
import json
import select
import socket
import subprocess
import time
from typing import Any

from tests.bench.installed import BenchError, environment

#: Seconds for any message of an adapter.
PATIENCE_S = 30.0


class RawDap:
    """One adapter on its standard streams, or on a socket."""

    def __init__(
        self,
        command: list[str],
        program: subprocess.Popen[bytes] | None = None,
        *,
        beside: socket.socket | None = None,
    ) -> None:
        """Start it; ``program`` is ended with it.

        An adapter whose command holds ``{port}`` is one that dials.  ``beside`` is a
        connection to one that runs, and was started by ``command`` as ``program``.
        """
        #: The thread that stopped last.
        self.thread = 0
        self._program = program
        #: The connection that led to this one; it is closed with it.
        self.above: RawDap | None = None
        self._pending = b""
        self._seq = 0
        self._heard: list[dict[str, Any]] = []
        self._process: subprocess.Popen[bytes] | None = None
        if beside is not None:
            self._socket = beside
            return
        dials = any("{port}" in word for word in command)
        listening = socket.create_server(("127.0.0.1", 0)) if dials else None
        port = listening.getsockname()[1] if listening else 0
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in command],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL if dials else theirs.fileno(),
            stderr=subprocess.DEVNULL,
            env=environment(),
            restore_signals=False,
        )
        theirs.close()
        self._socket = ours
        if listening:
            listening.settimeout(PATIENCE_S)
            self._socket, _ = listening.accept()
            self._socket.settimeout(None)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listening.close()
            ours.close()

    def close(self) -> None:
        """Say goodbye, then kill."""
        with contextlib.suppress(BenchError, OSError):
            self.ask("disconnect", terminateDebuggee=True)
        if self.above is not None:
            self.above.close()
        for process in (self._process, self._program):
            if process is not None:
                process.kill()
                process.communicate()
        self._socket.close()

    def send(self, command: str, **arguments: Any) -> int:
        """Send a request; return its number."""
        self._seq += 1
        message = {"seq": self._seq, "type": "request", "command": command}
        self._write({**message, "arguments": arguments})
        return self._seq

    def _write(self, message: dict[str, Any]) -> None:
        """Send a message."""
        body = json.dumps(message).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Send a request; return the body of its response."""
        return self.answer(self.send(command, **arguments))

    def answer(self, number: int) -> dict[str, Any]:
        """Wait for the response to request ``number``; return its body.

        Raises:
            BenchError: the adapter refused.
        """
        told = self._wait("request_seq", number)
        if not told["success"]:
            raise BenchError(f"the adapter refused: {told}")
        return dict(told.get("body") or {})

    def asked(self, command: str) -> dict[str, Any]:
        """Wait for the adapter's request ``command``; grant it, and return its arguments."""
        told = self._wait("command", command)
        self._seq += 1
        answer = {"type": "response", "request_seq": told["seq"], "success": True}
        self._write({"seq": self._seq, **answer, "command": command})
        return dict(told.get("arguments") or {})

    def event(self, name: str) -> dict[str, Any]:
        """Wait for the event ``name``; return its body."""
        return dict(self._wait("event", name).get("body") or {})

    def stopped(self) -> None:
        """Wait for a stop; keep its thread."""
        self.thread = int(self.event("stopped").get("threadId") or self.thread)

    def _wait(self, key: str, value: object) -> dict[str, Any]:
        """Return the first message that says ``value`` under ``key``, and forget it."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            for at, message in enumerate(self._heard):
                if message.get(key) == value:
                    return self._heard.pop(at)
            self._read(deadline - time.monotonic())

    def _read(self, left_s: float) -> None:
        """Take what has come."""
        ready, _, _ = select.select([self._socket], [], [], max(0.0, left_s))
        data = self._socket.recv(1 << 16) if ready else b""
        if not data:
            raise BenchError("the adapter is silent or gone")
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            size = int(self._pending[:end].rpartition(b":")[2])
            start = end + 4
            if len(self._pending) < start + size:
                return
            self._heard.append(json.loads(self._pending[start : start + size]))
            self._pending = self._pending[start + size :]


def next_line(dap: RawDap) -> None:
    """Step over one line and read what an agent is shown: stack, scopes, variables."""
    dap.ask("next", threadId=dap.thread)
    dap.stopped()
    asked = {"threadId": dap.thread, "startFrame": 0, "levels": 20}
    frames = dap.ask("stackTrace", **asked)["stackFrames"]
    scopes = dap.ask("scopes", frameId=frames[0]["id"])["scopes"]
    local = next((s for s in scopes if s["name"].startswith("Local")), scopes[0])
    dap.ask("variables", variablesReference=local["variablesReference"])
