"""The keyhole of a running hub, one for each ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ..protocol import dap, errors, wire
from ..protocol.config import Config
from ..protocol.errors.adapter import AdapterGarbage, AdapterRefused
from ..protocol.errors.daemon import ProcessDown
from ..protocol.errors.sessions import NotStopped, SessionLost
from ..protocol.facts import Fact
from ..protocol.orders import Answer, DapAnswered, Order, SendDap
from . import sessions
from .client import Client
from .hub import Hub
from .keyhole import Caller, StdinChunk
from .state import Session, State

if TYPE_CHECKING:
    from .pages import Pages
    from .workspace.kept import Workspace
    from .workspace.trees import Trees

Body = TypeVar("Body")

#: What the bus may take on top of the adapter's own deadline.
GRACE_S = 2.0

#: The zygote reports a death within milliseconds.
REPORT_S = 1.0


class HubKeyhole:
    """See ``keyhole.Keyhole``."""

    def __init__(self, hub: Hub, caller: Caller, wanted_session: str, client: Client) -> None:
        """Let one command of ``caller`` see ``hub``."""
        self._hub = hub
        self._client = client
        self.caller = caller
        self.wanted_session = wanted_session
        #: The command asked for the daemon's end.
        self.leaving = False
        #: Exit status of the command once it is answered.
        self.status = errors.OK
        #: Whether remarks are for a reader.
        self.remarks = False

    @property
    def state(self) -> State:
        """What the hub knows now."""
        return self._hub.state

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self._hub.config

    @property
    def folder(self) -> Path:
        """The runtime folder."""
        return self._hub.around.folder

    @property
    def env(self) -> dict[str, str]:
        """The daemon's own environment."""
        return self._hub.around.env

    @property
    def pages(self) -> Pages:
        """Roots and jobs of pages."""
        return self._hub.pages

    @property
    def workspace(self) -> Workspace:
        """What the tools for files keep between two commands."""
        return self._hub.workspace

    @property
    def trees(self) -> Trees:
        """Lists of files."""
        return self._hub.trees

    def session(self) -> Session:
        """Return the session this command means."""
        return sessions.resolve(self.state, self.wanted_session, self.caller)

    def seen_by(self, caller: Caller, wanted_session: str) -> HubKeyhole:
        """Return a keyhole of the same hub for another caller."""
        return HubKeyhole(self._hub, caller, wanted_session, self._client)

    async def ensure(self, role: str) -> None:
        """Have ``role`` running and on the bus."""
        await self._hub.ensure(role)

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:
        """Send an order and return its answer."""
        try:
            return await self._hub.bus.order(role, message, timeout_s=timeout_s)
        except ProcessDown:
            # The bus sees a death before the zygote reports it: let the state catch up,
            # so that what is said next is true.
            await self._hub.until(lambda: not self._hub.joined(role), REPORT_S)
            raise

    async def dap(
        self, session: Session, command: str, kind: type[Body], arguments: dict[str, Any]
    ) -> Body:
        """Send one DAP request; return its answer as ``kind``."""
        timeout_s = self.config.adapters.request_s
        request = SendDap(
            session=session.name, command=command, arguments=arguments, timeout_s=timeout_s
        )
        try:
            answer = await self.order("bridge", request, timeout_s + GRACE_S)
        except ProcessDown as error:
            raise SessionLost(session=session.name, why=error.text) from error
        except AdapterRefused as error:
            # DAP, ErrorResponse: "notStopped: the debuggee is not stopped, and the request
            # requires it to be". gdb and lldb-dap say it of more requests than others.
            if error.facts.get("why") == "notStopped":
                raise NotStopped(what=f"ask for {command}", session=session.name) from error
            raise
        body = answer.body if isinstance(answer, DapAnswered) else b""
        try:
            return dap.read(body, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AdapterGarbage(adapter=session.adapter, why=f"{command}: {error}") from error

    def tell(self, fact: Fact) -> None:
        """Change the state by a fact."""
        self._hub.tell(fact)

    def touch(self) -> None:
        """Say that the state was changed."""
        self._hub.touch()

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()``."""
        return await self._hub.until(holds, timeout_s)

    async def stdin(self) -> StdinChunk:
        """Return the next piece of the caller's standard input."""
        return await self._client.stdin()

    async def remark(self, text: str) -> None:
        """Say one line on standard error."""
        if not self.remarks:
            return
        if self.caller.watching:
            # A line that is wrapped could not be taken back.
            line = text[: max(self.caller.cols, 20) - 1]
            await self._client.text(wire.STDERR, f"\r\x1b[K{line}")
        elif text:
            await self._client.text(wire.STDERR, f"{text}\n")

    def lasting(self) -> None:
        """Go on after an interrupt of the client."""
        self._client.lasting()

    @property
    def interrupted(self) -> bool:
        """Whether the client of a lasting command was interrupted, or is gone."""
        return self._client.interrupted

    def raw(self) -> None:
        """Have the caller's terminal send every key as it is."""
        self._client.raw()

    def end_with(self, status: int) -> None:
        """The command is answered with this exit status."""
        self.status = status

    def fail(self) -> None:
        """The code that the command ran failed."""
        self.status = errors.FAILED

    def leave(self) -> None:
        """End the daemon when this command is answered."""
        self.leaving = True
