"""Worker threads: each speaks the protocol by itself, packed in messages of the main thread.

A worker waits at its start until it has the breakpoints.
https://chromedevtools.github.io/devtools-protocol/ has no domain NodeWorker; Node's own
description is src/inspector/node_protocol.pdl.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from .inspector import Refused
from .thread import Thread

if TYPE_CHECKING:
    from .program import Program

log = logging.getLogger("daebug.v8")

#: The number of the first worker; the main thread is 1.
FIRST = 2


class Workers:
    """The worker threads of one program."""

    def __init__(self, program: Program) -> None:
        """Add workers to ``program`` as they come."""
        self._program = program
        self._by_session: dict[str, Thread] = {}
        self._next = FIRST
        self._tasks: set[asyncio.Task[None]] = set()

    async def enable(self) -> None:
        """Hold every worker at its start."""
        try:
            await self._program.main.channel.call("NodeWorker.enable", waitForDebuggerOnStart=True)
        except Refused as refused:
            log.info("no workers: %s", refused)

    def event(self, method: str, parameters: dict[str, Any]) -> None:
        """Act on an event about workers; others are passed over."""
        session = str(parameters.get("sessionId"))
        match method:
            case "NodeWorker.attachedToWorker":
                task = asyncio.create_task(self._arrive(session, parameters))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case "NodeWorker.receivedMessageFromWorker":
                if thread := self._by_session.get(session):
                    thread.channel.take(msgspec.json.decode(parameters["message"]))
            case "NodeWorker.detachedFromWorker":
                if thread := self._by_session.pop(session, None):
                    thread.end("the worker has ended")
                    self._program.left(thread)

    async def _arrive(self, session: str, told: dict[str, Any]) -> None:
        """Take a new worker, give it the breakpoints, let it begin."""
        info = told.get("workerInfo") or {}
        name = f"worker {info.get('workerId')}: {str(info.get('url')).rpartition('/')[2]}"
        thread = Thread(self._program, self._next, name, self._writer(session))
        self._next += 1
        self._by_session[session] = thread
        try:
            await thread.enable()
            await self._program.joined(thread)
            await thread.channel.call("Runtime.runIfWaitingForDebugger")
        except Refused as refused:
            log.info("%s: %s", name, refused)

    def _writer(self, session: str) -> Callable[[bytes], None]:
        """Return what sends a message to a worker."""

        def write(message: bytes) -> None:
            self._program.main.channel.tell(
                "NodeWorker.sendMessageToWorker", sessionId=session, message=message.decode()
            )

        return write
