"""The adapter's side of DAP: requests in, responses and events out, on one socket.

Requests that change something are answered one after the other, in the order in
which they came; the rest at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from typing import Any

import msgspec

from ...protocol import dap_framing as framing
from . import requests
from .inspector import Refused
from .program import Program

log = logging.getLogger("daebug.v8")

READ_BYTES = 64 * 1024


class Server:
    """One client, one program."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over streams."""
        self._reader = reader
        self._writer = writer
        self._seq = 0
        self._program = Program(self._event)
        self._hold = False
        self._pid = 0
        self._ready = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._order = asyncio.Lock()

    async def serve(self) -> None:
        """Answer until the client leaves."""
        framer = framing.Framer()
        while data := await self._reader.read(READ_BYTES):
            for body in framer.feed(data):
                request = msgspec.json.decode(body)
                if request.get("type") != "request":
                    continue
                if request["command"] == "disconnect":
                    await self._disconnect(request)
                    return
                task = asyncio.create_task(self._answer(request))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: dict[str, Any]) -> None:
        """Answer one request, whatever comes of it."""
        command, asked = str(request["command"]), request.get("arguments") or {}
        try:
            if command.startswith("set"):
                async with self._order:
                    body = await self._body(command, asked)
            else:
                body = await self._body(command, asked)
        except Refused as refused:
            self._respond(request, str(refused))
        except Exception as error:
            log.exception("answering %s", command)
            self._respond(request, f"{type(error).__name__}: {error}")
        else:
            self._respond(request, body)
            await self._afterwards(command)

    async def _body(self, command: str, asked: dict[str, Any]) -> dict[str, Any]:
        match command:
            case "initialize":
                return requests.CAPABILITIES
            case "launch" | "attach":
                return await self._start(command, asked)
            case "configurationDone":
                return {}
        answer = requests.ANSWERS.get(command)
        if answer is None:
            raise Refused(f"this adapter has no {command}")
        return await answer(self._program, asked)

    async def _start(self, command: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Begin a session: the client is told once it may set breakpoints."""
        self._hold = bool(asked.get("hold"))
        if pid := asked.get("pid"):
            self._event("process", {"name": "node", "systemProcessId": pid, "isLocalProcess": True})
        await requests.ANSWERS[command](self._program, asked)
        self._event("initialized", {})
        return {}

    async def _afterwards(self, command: str) -> None:
        """Run the program once it was answered that all is configured."""
        if command != "configurationDone":
            return
        try:
            await self._program.run(hold=self._hold)
        except Refused as refused:
            log.info("running: %s", refused)

    async def _disconnect(self, request: dict[str, Any]) -> None:
        """Let the program go; ending it is the client's part, which has the process."""
        if not (request.get("arguments") or {}).get("terminateDebuggee"):
            await self._program.leave()
        self._respond(request, {})
        with contextlib.suppress(OSError):
            await self._writer.drain()

    def _respond(self, request: dict[str, Any], outcome: dict[str, Any] | str) -> None:
        refused = isinstance(outcome, str)
        self._send(
            {
                "type": "response",
                "request_seq": request["seq"],
                "command": request["command"],
                "success": not refused,
                "message" if refused else "body": outcome,
            }
        )

    def _event(self, name: str, body: dict[str, Any]) -> None:
        self._send({"type": "event", "event": name, "body": body})

    def _send(self, message: dict[str, Any]) -> None:
        self._seq += 1
        if not self._writer.is_closing():
            self._writer.write(framing.frame(msgspec.json.encode({"seq": self._seq, **message})))


def main() -> None:
    """Be the adapter: DAP comes on standard input, a socket, and goes back on it."""
    level = logging.DEBUG if os.environ.get("DAEBUG_V8_LOG") else logging.ERROR
    logging.basicConfig(level=level, format="%(name)s: %(message)s")
    asyncio.run(_main())


async def _main() -> None:
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=os.dup(0)))
    await Server(reader, writer).serve()
