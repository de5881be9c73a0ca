"""The Chrome DevTools Protocol: calls with their answers, events in order.

A program's worker threads speak through the same connection, their messages
packed in messages of the main thread; a ``Channel`` is one thread's share.
https://chromedevtools.github.io/devtools-protocol/v8/
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec

from .websocket import Closed, WebSocket

log = logging.getLogger("daebug.v8")

#: Seconds for an answer; a call into the program may have to wait for it to come round.
CALL_S = 14.0

#: What a thread says: method and parameters.
Heard = Callable[[str, dict[str, Any]], None]


class Refused(Exception):
    """The inspector said no, or nothing; the text says why."""


class Channel:
    """Calls to one thread of the program, and what it says."""

    def __init__(self, write: Callable[[bytes], None], heard: Heard) -> None:
        """Send through ``write``; tell events to ``heard``."""
        self._write = write
        self._heard = heard
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._over = ""

    async def call(
        self, method: str, *, wait_s: float = CALL_S, **parameters: Any
    ) -> dict[str, Any]:
        """Call ``method``; return its result.

        Raises:
            Refused: the inspector refused it, is gone, or silent for ``wait_s`` seconds.
        """
        if self._over:
            raise Refused(self._over)
        waiter = asyncio.get_running_loop().create_future()
        number = self.tell(method, **parameters)
        self._waiting[number] = waiter
        try:
            return await asyncio.wait_for(waiter, wait_s)
        except TimeoutError:
            raise Refused(f"no answer to {method} within {wait_s:g} s") from None
        finally:
            self._waiting.pop(number, None)

    def tell(self, method: str, **parameters: Any) -> int:
        """Call ``method`` and leave it at that; return the number of the call."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._write(msgspec.json.encode(message))
        return self._number

    def take(self, message: dict[str, Any]) -> None:
        """Give one message to whom it belongs."""
        number = message.get("id")
        if number is None:
            try:
                self._heard(str(message.get("method")), message.get("params") or {})
            except Exception:
                # One strange event must not end the session.
                log.exception("%s", message.get("method"))
            return
        waiter = self._waiting.get(number)
        if waiter is None or waiter.done():
            return
        if error := message.get("error"):
            data = f": {error['data']}" if error.get("data") else ""
            waiter.set_exception(Refused(f"{error.get('message')}{data}"))
        else:
            waiter.set_result(message.get("result") or {})

    def end(self, why: str) -> None:
        """Fail all that waits, and all that is called from now on."""
        self._over = self._over or why
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_exception(Refused(why))


async def read(socket: WebSocket, main: Channel) -> str:
    """Give what comes to ``main`` until the connection ends; return how it did."""
    decoder = msgspec.json.Decoder(dict[str, Any])
    try:
        while True:
            main.take(decoder.decode(await socket.receive()))
    except Closed as closed:
        return str(closed)
    except msgspec.DecodeError as error:
        return f"the inspector sent garbage: {error}"
