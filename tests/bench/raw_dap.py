"""The floor of a debug session: a DAP client that does nothing but what is measured.

Blocking, one connection, no daemon.  It uses the same quick-start settings as
the product, written down here a second time.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.installed import ROOT, BenchError, environment

#: Seconds for any message of an adapter.
PATIENCE_S = 30.0

#: The settings that save lldb from reading every symbol of libc's debug file.
QUICK = [
    "settings set target.preload-symbols false",
    "settings set symbols.enable-external-lookup false",
]

#: What makes a Python program dial its adapter, with no wait for acknowledgements.
SHIM = ROOT / "shims" / "python" / "debuggee.py"


class RawDap:
    """One adapter on its standard streams."""

    def __init__(self, command: list[str]) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            restore_signals=False,
        )
        assert self._process.stdout
        assert self._process.stdin
        self._out = self._process.stdout.fileno()
        self._in = self._process.stdin.fileno()
        self._pending = b""
        self._seq = 0
        self._heard: list[dict[str, Any]] = []

    def close(self) -> None:
        """Say goodbye, then kill."""
        self.ask("disconnect", terminateDebuggee=True)
        self._process.kill()
        self._process.communicate()

    def send(self, command: str, **arguments: Any) -> int:
        """Send a request; return its number."""
        self._seq += 1
        message = {"seq": self._seq, "type": "request", "command": command}
        body = json.dumps({**message, "arguments": arguments}).encode()
        os.write(self._in, b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return self._seq

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

    def event(self, name: str) -> dict[str, Any]:
        """Wait for the event ``name``; return its body."""
        return dict(self._wait("event", name).get("body") or {})

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
        ready, _, _ = select.select([self._out], [], [], max(0.0, left_s))
        data = os.read(self._out, 1 << 16) if ready else b""
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


def native(adapter: str, program: Path, source: Path, line: int) -> RawDap:
    """Start ``program`` under lldb-dap; return the client at its first breakpoint."""
    dap = RawDap([adapter])
    dap.ask("initialize", adapterID="lldb-dap", linesStartAt1=True, pathFormat="path")
    launch = dap.send("launch", program=str(program), cwd="/", initCommands=QUICK)
    return _configured(dap, launch, source, line, [])


def codelldb(adapter: str, program: Path, source: Path, line: int) -> RawDap:
    """Start ``program`` under CodeLLDB; return the client at its first breakpoint."""
    dap = RawDap([adapter])
    dap.ask("initialize", adapterID="lldb", linesStartAt1=True, pathFormat="path")
    common = {"expressions": "native", "terminal": "console", "initCommands": QUICK}
    launch = dap.send("launch", program=str(program), cwd="/", **common)
    return _configured(dap, launch, source, line, [])


def gdb(adapter: str, program: Path, source: Path, line: int) -> RawDap:
    """Start ``program`` under gdb; return the client at its first breakpoint."""
    quick = "set debug-file-directory /nowhere"
    dap = RawDap([adapter, "-nx", "-q", "-iex", quick, "-i=dap"])
    dap.ask("initialize", adapterID="gdb", linesStartAt1=True, pathFormat="path")
    launch = dap.send("launch", program=str(program), cwd="/")
    return _configured(dap, launch, source, line, [])


def script(program: Path, line: int) -> RawDap:
    """Start a Python ``program`` under debugpy; return the client at its first breakpoint."""
    python = [sys.executable, "-X", "frozen_modules=off"]
    dap = RawDap([*python, "-m", "debugpy.adapter"])
    dap.ask("initialize", adapterID="debugpy", linesStartAt1=True, pathFormat="path")
    where = {"host": "127.0.0.1", "port": 0}
    attach = dap.send("attach", listen=where, justMyCode=True, subProcess=False)
    port = dap.event("debugpyWaitingForServer")["port"]
    words = ["-", str(program), "--connect", f"127.0.0.1:{port}", "--configure-subProcess", "False"]
    subprocess.Popen(
        [*python, SHIM, *words, "--wait-for-client", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment(),
    )
    return _configured(dap, attach, program, line, ["uncaught"])


def next_line(dap: RawDap, thread: int) -> None:
    """Step over one line and read what an agent is shown: stack, scopes, variables."""
    dap.ask("next", threadId=thread)
    dap.event("stopped")
    frames = dap.ask("stackTrace", threadId=thread, startFrame=0, levels=20)["stackFrames"]
    scopes = dap.ask("scopes", frameId=frames[0]["id"])["scopes"]
    local = next(s for s in scopes if s["name"].startswith("Local"))
    dap.ask("variables", variablesReference=local["variablesReference"])


def thread_of(dap: RawDap) -> int:
    """Return the first thread."""
    return int(dap.ask("threads")["threads"][0]["id"])


def _configured(dap: RawDap, launch: int, source: Path, line: int, exceptions: list[str]) -> RawDap:
    """Set the breakpoint and run to it."""
    dap.event("initialized")
    dap.ask("setBreakpoints", source={"path": str(source)}, breakpoints=[{"line": line}])
    if exceptions:
        dap.ask("setExceptionBreakpoints", filters=exceptions)
    dap.ask("configurationDone")
    dap.answer(launch)
    dap.event("stopped")
    return dap
