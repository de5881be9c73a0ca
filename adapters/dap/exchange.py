"""One connection to an adapter: requests with their responses, events in order.

One task reads.  A response wakes its waiter at once; events and reverse
requests queue in ``heard``, so whoever reads them may itself send requests.
When the stream ends every waiter fails at once, and so does every later
request.  The queue has no bound: a bound would hold back responses too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from ...protocol import dap_framing as framing
from ...protocol.errors import Broken
from ...protocol.errors.adapter import (
    AdapterDied,
    AdapterGarbage,
    AdapterRefused,
    AdapterSilent,
)
from . import messages
from .messages import Ended, Event, Incoming, Reverse

log = logging.getLogger("daebug.bridge")

#: Bytes taken from the stream at a time.
READ_BYTES = 64 * 1024

#: Characters of a message in the log.
SHOWN_CHARS = 500


class Exchange:
    """A DAP connection over a pair of asyncio streams."""

    def __init__(
        self,
        adapter: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        cause: Callable[[], Awaitable[str]],
    ) -> None:
        """Start to read; ``cause`` tells how the adapter ended, once it has."""
        self.adapter = adapter
        #: Name of the session that uses the connection, for errors and the log.
        self.session = ""
        self.heard: asyncio.Queue[Event | Reverse | Ended] = asyncio.Queue()
        #: Set once the stream is over.
        self.over = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._cause = cause
        self._seq = 0
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self._late: set[int] = set()
        self._error: Broken | None = None
        self._task = asyncio.create_task(self._read(), name=f"read {adapter}")

    @property
    def open(self) -> bool:
        """Whether the stream is still alive, as far as anybody has seen."""
        return self._error is None

    async def request(self, command: str, arguments: dict[str, Any], *, timeout_s: float) -> bytes:
        """Send a request; return the JSON of the response's body (may be empty).

        Raises:
            AdapterRefused: the adapter answered with a failure.
            AdapterSilent: no answer within ``timeout_s`` seconds.
            AdapterDied, AdapterGarbage: the stream ended; the session is lost.
        """
        if self._error is not None:
            raise self._error
        self._seq += 1
        seq = self._seq
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bytes] = loop.create_future()
        self._waiting[seq] = waiter
        timer = loop.call_later(timeout_s, self._give_up, seq, command, timeout_s)
        self._log("asks", command, arguments)
        self._writer.write(framing.frame(messages.request(seq, command, arguments)))
        try:
            return await waiter
        finally:
            timer.cancel()
            if self._waiting.pop(seq, None) is not None:
                self._late.add(seq)

    def reply(self, to: Reverse, outcome: dict[str, Any] | str) -> None:
        """Answer a reverse request with a body, or with the text of a refusal."""
        if self._error is None:
            self._seq += 1
            self._writer.write(framing.frame(messages.response(self._seq, to, outcome)))

    async def close(self) -> None:
        """Stop reading and close our ends; waiters fail as if the adapter had ended."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._end(AdapterDied(adapter=self.adapter, session=self.session, how="closed by us"))
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def _give_up(self, seq: int, command: str, waited_s: float) -> None:
        waiter = self._waiting.get(seq)
        if waiter is not None and not waiter.done():
            silence = AdapterSilent(
                adapter=self.adapter, session=self.session, request=command, waited_s=waited_s
            )
            waiter.set_exception(silence)

    async def _read(self) -> None:
        """Read until the stream ends or makes no sense; then fail whoever waits."""
        framer = framing.Framer()
        try:
            while data := await self._reader.read(READ_BYTES):
                for body in framer.feed(data):
                    self._take(messages.incoming(body))
        except (framing.NotDap, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._end(AdapterGarbage(adapter=self.adapter, why=str(error)))
            return
        except OSError as error:
            log.info("stream of %s: %s", self.adapter, error)
        how = await self._cause()
        self._end(AdapterDied(adapter=self.adapter, session=self.session, how=how))

    def _take(self, message: Incoming) -> None:
        """Give one message to whom it belongs; one of an unknown type is dropped."""
        match message.type:
            case "response":
                self._answered(message)
            case "event":
                self._log("says", message.event, message.body)
                self.heard.put_nowait(Event(message.event, messages.fields(message.body)))
            case "request":
                # Its arguments may hold an environment, so they are not logged.
                self._log("wants", message.command, "")
                arguments = messages.fields(message.arguments)
                self.heard.put_nowait(Reverse(message.seq, message.command, arguments))
            case other:
                log.info("%s sent a message of type %r, dropped", self.adapter, other[:40])

    def _answered(self, message: Incoming) -> None:
        """Wake who waits for this response; a late one has nobody and is dropped."""
        self._log("answers", message.command, message.body)
        waiter = self._waiting.get(message.request_seq)
        if waiter is None or waiter.done():
            late = message.request_seq in self._late
            self._late.discard(message.request_seq)
            why = "came too late" if late else "was not asked for"
            log.info("response to %s of %s %s", message.command, self.adapter, why)
            return
        if message.success:
            waiter.set_result(bytes(message.body))
            return
        why = messages.refusal(message)
        error = AdapterRefused(adapter=self.adapter, request=message.command, why=why)
        waiter.set_exception(error)

    def _end(self, error: Broken) -> None:
        """Remember why it is over, fail all waiters, tell the reader of events."""
        if self._error is not None:
            return
        self._error = error
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_exception(error)
        self.over.set()
        self.heard.put_nowait(Ended(error.code, error.facts))

    def _log(self, what: str, name: str, content: object) -> None:
        if not log.isEnabledFor(logging.DEBUG):
            return
        if isinstance(content, dict) and "env" in content:
            content = {**content, "env": f"<{len(content['env'])} variables>"}
        shown = bytes(content) if isinstance(content, msgspec.Raw) else str(content)
        text = shown.decode(errors="replace") if isinstance(shown, bytes) else shown
        extra = {"session": self.session, "step": name}
        log.debug("%s %s %s %s", self.adapter, what, name, text[:SHOWN_CHARS], extra=extra)
