"""Bring a debug session up: the HANDSHAKE table, driven by requests and events.

The order is the one that every adapter takes: send ``launch``, wait for the
``initialized`` event, configure, ``configurationDone``, then wait for the
answer to ``launch``.  The table decides which messages may come when.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ...protocol import states
from . import messages
from .exchange import Exchange

#: DAP, InitializeRequestArguments; ``adapterID`` is mandatory for lldb-dap 22.
#: https://microsoft.github.io/debug-adapter-protocol/specification#Requests_Initialize
GREETING: dict[str, Any] = {
    "clientID": "daebug",
    "clientName": "Daebug",
    "locale": "en",
    "pathFormat": "path",
    "linesStartAt1": True,
    "columnsStartAt1": True,
    "supportsVariableType": True,
    "supportsVariablePaging": True,
    "supportsMemoryReferences": True,
    "supportsRunInTerminalRequest": True,
    "supportsStartDebuggingRequest": True,
    "supportsProgressReporting": False,
}


class Handshake:
    """Where one connection is between ``initialize`` and a live session."""

    def __init__(self, exchange: Exchange) -> None:
        """Begin at ``new``."""
        self.state = "new"
        self._exchange = exchange
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def initialized(self) -> None:
        """Note the adapter's ``initialized`` event; a second one changes nothing.

        Raises:
            states.NoSuchStep: it came before the greeting.
        """
        self._step("initialized")
        if not self._ready.done():
            self._ready.set_result(None)

    def broken(self, error: Exception) -> None:
        """Fail whoever waits for ``initialized``: the adapter is gone."""
        if not self._ready.done():
            self._ready.set_exception(error)
            self._ready.exception()  # nobody may be waiting; that is no news

    async def greet(self, timeout_s: float) -> dict[str, Any]:
        """Send ``initialize``; return the adapter's capabilities.

        Raises: what ``Exchange.request`` raises.
        """
        self._step("initialize")
        greeting = {**GREETING, "adapterID": self._exchange.adapter}
        body = await self._exchange.request("initialize", greeting, timeout_s=timeout_s)
        self._step("greeted")
        return messages.fields(body)

    async def start(
        self,
        command: str,
        arguments: dict[str, Any],
        *,
        configure: Callable[[], Awaitable[None]],
        timeout_s: float,
    ) -> None:
        """Send ``launch`` or ``attach``; return when the session is live.

        ``configure`` sets breakpoints and ends with ``configurationDone``.

        Raises: what ``Exchange.request`` raises; the state is then ``failed``.
        """
        self._step("launch")
        launch = asyncio.create_task(self._launch(command, arguments, timeout_s))
        try:
            # An answer that comes first ends the wait only if it is a refusal.
            await asyncio.wait({launch, self._ready}, return_when=asyncio.FIRST_COMPLETED)
            if launch.done():
                launch.result()
            await asyncio.shield(self._ready)
            await configure()
            if launch.done():
                launch.result()
            self._step("configured")
            await launch
        finally:
            launch.cancel()
            await asyncio.gather(launch, return_exceptions=True)

    async def _launch(self, command: str, arguments: dict[str, Any], timeout_s: float) -> None:
        try:
            await self._exchange.request(command, arguments, timeout_s=timeout_s)
        except Exception:
            self._step("refused")
            raise
        self._step("launched")

    def _step(self, step: str) -> None:
        self.state = states.advance(states.HANDSHAKE, self.state, step)
