"""Node.js programs: which node runs one, with which words, and where its inspector listens.

Reads files and /proc, and asks a node for its version; no adapter here.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil

from ..protocol.orders import Launch
from . import banner, find

SCRIPTS = (".js", ".mjs", ".cjs")
TYPED = (".ts", ".mts", ".cts")

#: The first version that runs TypeScript by itself, and the first that does when asked.
STRIPS, CAN_STRIP = (22, 18), (22, 6)

#: Where a process listens that was asked by a signal.
PORT = 9229

#: Seconds for the inspector of a process to answer, after the signal and to one question.
LISTENS_S, ASK_S = 5.0, 1.0

_OPTION = re.compile(r"--(?:inspect|inspect-brk|inspect-port|debug-port)=(?:.*:)?(\d+)$")

#: Options by which somebody else turns TypeScript into JavaScript.
_LOADER = re.compile(r"(^|\s)(--import|--require|-r|--loader|--experimental-loader)\b")


def script(program: Path, head: bytes) -> bool:
    """Whether ``program`` is for Node, by its name or its first line."""
    return program.suffix in (*SCRIPTS, *TYPED) or "node" in _words(head)


def interpreter(target: Launch, wanted: str) -> str:
    """Return the node for a program: ``wanted``, else the caller's; empty = there is none."""
    if "/" in wanted:
        return wanted
    return find.on_path(wanted or "node", target.env) or find.on_path("nodejs", target.env)


def words(node: str, target: Launch) -> list[str] | None:
    """Return what to tell ``node`` before the program's name; ``None`` = it can't run it.

    It may have to tell its version, which takes 50 ms.
    """
    if Path(target.program).suffix not in TYPED or _LOADER.search(
        target.env.get("NODE_OPTIONS", "")
    ):
        return []
    version = banner.numbers(banner.version(Path(node), "--version"))[:2]
    if version >= (23, 6) or STRIPS <= version < (23, 0):
        return []
    return ["--experimental-strip-types"] if version >= CAN_STRIP else None


def running(pid: int) -> bool:
    """Whether process ``pid`` is a node, as far as its files tell."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).startswith("node")
    except OSError:
        return not Path("/proc/self").exists()  # nothing to look at: let it answer


async def inspector(pid: int) -> str:
    """Return the URL of the inspector of process ``pid``, which is told to open one; empty = none.

    A process that ignores the signal dies of it only if it is no Node.
    """
    loop = asyncio.get_running_loop()
    if url := await _answering(_listening(pid)):
        return url
    os.kill(pid, signal.SIGUSR1)
    deadline = loop.time() + LISTENS_S
    while loop.time() < deadline and psutil.pid_exists(pid):
        if url := await _answering(_listening(pid)):
            return url
        await asyncio.sleep(0.01)
    return ""


def _listening(pid: int) -> list[int]:
    """Return the ports that a process listens on, likely ones first."""
    try:
        process = psutil.Process(pid)
        told = {int(found[1]) for word in process.cmdline() if (found := _OPTION.match(word))}
        open_ = {c.laddr.port for c in process.net_connections("tcp") if c.status == "LISTEN"}
    except psutil.Error:
        return []
    return sorted(open_, key=lambda port: (port not in told, port != PORT, port))


async def _answering(ports: Iterable[int]) -> str:
    for port in ports:
        try:
            async with asyncio.timeout(ASK_S):
                if url := await _asked(port):
                    return url
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            continue
    return ""


async def _asked(port: int) -> str:
    """Return what Node's inspector at ``port`` says its WebSocket is; empty = it is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        host = f"127.0.0.1:{port}"
        writer.write(f"GET /json/list HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"content-length: *(\d+)", head.lower())
        if not head.startswith(b"HTTP/1.") or size is None or int(size[1]) > 1_000_000:
            return ""
        listed = json.loads(await reader.readexactly(int(size[1])))
        first = listed[0] if isinstance(listed, list) and listed else {}
        url = first.get("webSocketDebuggerUrl") if isinstance(first, Mapping) else ""
        return str(url) if url and first.get("type") == "node" else ""
    except asyncio.LimitOverrunError:
        return ""
    finally:
        writer.close()


def _words(head: bytes) -> list[str]:
    """Return the words of a ``#!`` line, without folders."""
    line = head.split(b"\n")[0][2:] if head.startswith(b"#!") else b""
    return [word.rpartition("/")[2] for word in line.decode(errors="replace").split()]
