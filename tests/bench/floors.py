"""A raw DAP client of each adapter at the first breakpoint of a program.

The quick-start settings of the product, written down here a second time.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from daebug.adapters import cdt_gdb as cdt
from daebug.adapters.node import CHILD
from tests.bench.installed import ROOT, BenchError, environment
from tests.bench.raw_dap import RawDap
from tests.home import found

#: The settings that save lldb from reading every symbol of libc's debug file.
QUICK = [
    "settings set target.preload-symbols false",
    "settings set symbols.enable-external-lookup false",
]

#: The same for gdb.
NO_FILES = "set debug-file-directory /nowhere"

#: What makes a Python program dial its adapter, with no wait for acknowledgements.
SHIM = ROOT / "shims" / "python" / "debuggee.py"


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
    dap = RawDap([adapter, "-nx", "-q", "-iex", NO_FILES, "-i=dap"])
    dap.ask("initialize", adapterID="gdb", linesStartAt1=True, pathFormat="path")
    launch = dap.send("launch", program=str(program), cwd="/")
    return _configured(dap, launch, source, line, [])


def cdt_gdb(adapter: str, program: Path, source: Path, line: int) -> RawDap:
    """Start ``program`` under cdt-gdb-adapter; return the client at its first breakpoint."""
    dap = RawDap([str(found(["node"])), adapter])
    dap.ask("initialize", adapterID="cdt-gdb", linesStartAt1=True, pathFormat="path")
    driven = {"gdb": cdt.driven("", environment()), "gdbArguments": ["-nx", "-q", "-iex", NO_FILES]}
    launch = dap.send("launch", **driven, program=str(program), cwd="/")
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


def delve(adapter: str, program: Path, source: Path, line: int) -> RawDap:
    """Start a Go ``program`` under Delve, which dials; return the client at its breakpoint."""
    options = ["--client-addr=127.0.0.1:{port}", "--only-same-user=false"]
    dap = RawDap([adapter, "dap", *options, "--check-go-version=false"])
    dap.ask("initialize", adapterID="go", linesStartAt1=True, pathFormat="path")
    where = {"mode": "exec", "program": str(program), "cwd": "/"}
    launch = dap.send("launch", **where, hideSystemGoroutines=True, stackTraceDepth=200)
    return _configured(dap, launch, source, line, [])


def node(adapter: str, program: Path, line: int) -> RawDap:
    """Start a JavaScript ``program`` under the adapter for Node; return the client at a line."""
    running, url = _inspected(adapter, program)
    dap = RawDap([sys.executable, "-E", "-P", "-c", CHILD, str(ROOT / ".pkg")], running)
    dap.ask("initialize", adapterID="node", linesStartAt1=True, pathFormat="path")
    told = {"url": url, "pid": running.pid, "hold": False}
    launch = dap.send("launch", **told, program=str(program))
    return _configured(dap, launch, program, line, ["uncaught"])


def js_debug(adapter: str, runtime: str, program: Path, line: int) -> RawDap:
    """Start a JavaScript ``program`` under vscode-js-debug; return the client at a line.

    It listens, and tells on one connection what is to be asked for on another.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [runtime, adapter, str(port), "127.0.0.1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    running, url = _inspected(runtime, program)
    assert server.stdout
    while b"listening" not in os.read(server.stdout.fileno(), 4096):
        pass
    first = RawDap([], server, beside=socket.create_connection(("127.0.0.1", port)))
    first.ask("initialize", adapterID="js", linesStartAt1=True, pathFormat="path")
    where = {"websocketAddress": url, "continueOnAttach": True, "cwd": "/"}
    kind = {"type": "pwa-node", "name": "n", "request": "attach"}
    attach = first.send("attach", **kind, **where, autoAttachChildProcesses=False)
    first.event("initialized")
    first.ask("configurationDone")
    first.answer(attach)
    target = first.asked("startDebugging")
    dap = RawDap([], running, beside=socket.create_connection(("127.0.0.1", port)))
    dap.above = first
    dap.ask("initialize", adapterID="js", linesStartAt1=True, pathFormat="path")
    launch = dap.send(target["request"], **target["configuration"])
    return _configured(dap, launch, program, line, ["uncaught"])


def _inspected(runtime: str, program: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a JavaScript ``program`` held at its start; return it and where its inspector is."""
    running = subprocess.Popen(
        [runtime, "--inspect-brk=127.0.0.1:0", "--inspect-publish-uid=stderr", str(program)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert running.stderr
    said = b""
    while not (listens := re.search(rb"listening on (ws://\S+)\n", said)):
        if not (more := os.read(running.stderr.fileno(), 4096)):
            raise BenchError(f"node has no inspector: {said!r}")
        said += more
    return running, listens[1].decode()


def bash(adapter: str, program: Path, line: int) -> RawDap:
    """Start a shell script under bash-dap; return the client at its first breakpoint."""
    dap = RawDap([adapter])
    dap.ask("initialize", adapterID="bash", linesStartAt1=True, pathFormat="path")
    where = {"program": str(program), "args": [], "cwd": "/", "env": environment()}
    launch = dap.send("launch", **where, stopOnEntry=False, console="internalConsole")
    return _configured(dap, launch, program, line, [])


def _configured(dap: RawDap, launch: int, source: Path, line: int, exceptions: list[str]) -> RawDap:
    """Set the breakpoint and run to it."""
    dap.event("initialized")
    dap.ask("setBreakpoints", source={"path": str(source)}, breakpoints=[{"line": line}])
    if exceptions:
        dap.ask("setExceptionBreakpoints", filters=exceptions)
    dap.ask("configurationDone")
    dap.answer(launch)
    dap.stopped()
    if not dap.thread:
        dap.thread = int(dap.ask("threads")["threads"][0]["id"])
    return dap
