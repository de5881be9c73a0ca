"""Child sessions: what an adapter asks for with ``startDebugging``.

The configuration is the adapter's own; it comes back to an adapter as the
arguments of ``launch`` or ``attach``.
DAP: https://microsoft.github.io/debug-adapter-protocol/specification#Reverse_Requests_StartDebugging
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import msgspec

from ..protocol.orders import Breakpoint, OpenSession
from . import connection, transport
from .catching import Catches
from .connection import Connection
from .dap.messages import Event
from .debuggee import Debuggee
from .kind import Ask, Place, Plan, Resume, Stop, Tell
from .output import Output
from .rewording import Retells, Rewords

if TYPE_CHECKING:
    from .session import Session


class Children:
    """The sessions below one session."""

    def __init__(self) -> None:
        """There is none."""
        self.live: set[Session] = set()
        #: Set while none is live.
        self.gone = asyncio.Event()
        self.gone.set()
        self._count = 0

    def number(self) -> int:
        """Return the number of the next one; the first is 1."""
        self._count += 1
        return self._count

    def add(self, session: Session) -> None:
        """Note one that comes up."""
        self.live.add(session)
        self.gone.clear()

    def remove(self, session: Session) -> None:
        """Note that nothing of one is left."""
        self.live.discard(session)
        if not self.live:
            self.gone.set()


@runtime_checkable
class Adopts(Protocol):
    """A plan that has something to say to a child's debuggee, too."""

    async def adopt(self, ask: Ask, /) -> None:
        """Act once a child session is up."""


def order(parent: Session) -> OpenSession:
    """Return the order that opens the next child; it has its parent's breakpoints."""
    name = f"{parent.name}.{parent.children.number()}"
    breakpoints = parent.breakpoints.wanted
    return msgspec.structs.replace(parent.order, session=name, breakpoints=breakpoints)


def pid(configuration: Mapping[str, Any]) -> int:
    """Return the process id that a configuration names; 0 = none."""
    named = configuration.get("subProcessId") or configuration.get("processId")
    return named if isinstance(named, int) else 0


async def connect(parent: Session, configuration: Mapping[str, Any], place: Place) -> Connection:
    """Return a connection for a child: where the configuration says, or as its parent's.

    Raises:
        OSError: nobody listens there.
        AdapterMissing: the adapter can't be started again.
    """
    found = parent.connection.found
    where = configuration.get("connect")
    if isinstance(where, dict) and where.get("port"):
        host = str(where.get("host") or "127.0.0.1")
        return await connection.dial(found, host, int(where["port"]))
    if parent.connection.peer is not None:
        return await connection.dial(found, *parent.connection.peer)
    return await transport.start(found, place.folder, place.env)


class ChildPlan:
    """A plan that asks what the adapter wants, and judges as the parent's plan."""

    def __init__(
        self,
        parent: Plan,
        request: str,
        configuration: dict[str, Any],
        place: Place,
        order: OpenSession,
    ) -> None:
        """Plan for ``configuration``."""
        self.request = request
        self.profile = parent.profile
        self.notes: list[str] = []
        self.exceptions = parent.exceptions
        self.hidden = [item for item in parent.hidden if item.tag != "entry"]
        self.one_by_one = parent.one_by_one
        self.signals = False
        self.relays = parent.relays
        self.debuggee = Debuggee("", Output(order.session, place.push))
        self._parent = parent
        self._configuration = configuration

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the adapter's own configuration."""
        return self._configuration

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: all that is needed is in the request."""

    def announced(self, capabilities: dict[str, Any]) -> dict[str, Any]:
        """Announce what the parent announces."""
        parent = self._parent
        return parent.announced(capabilities) if isinstance(parent, Catches) else capabilities

    def filters(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Catch what the parent catches."""
        parent = self._parent
        return parent.filters(arguments) if isinstance(parent, Catches) else arguments

    def hits(self, point: Breakpoint, /) -> str:
        """Return the parent's way to count."""
        return self._parent.hits(point)

    def check(self, point: Breakpoint, /) -> None:
        """Check as the parent does."""
        self._parent.check(point)

    async def heard(self, _event: str, _body: dict[str, Any], /) -> None:
        """Nothing: a child needs no preparation."""

    async def live(self, ask: Ask, /) -> None:
        """Do what the parent's plan does for a child."""
        await self.adopt(ask)

    async def adopt(self, ask: Ask, /) -> None:
        """Do for a child's child what is done for a child."""
        if isinstance(self._parent, Adopts):
            await self._parent.adopt(ask)

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Report every stop but those that need words of the adapter's own."""
        first = msgspec.structs.replace(stop, first=False)
        return await self._parent.judge(first, ask)

    async def reworded(
        self, command: str, arguments: dict[str, Any], send: Ask, /
    ) -> dict[str, Any]:
        """Ask as the parent asks."""
        parent = self._parent
        if isinstance(parent, Rewords):
            return await parent.reworded(command, arguments, send)
        return await send(command, arguments)

    def events(self, event: Event, /) -> list[Event]:
        """Hear as the parent hears."""
        parent = self._parent
        return parent.events(event) if isinstance(parent, Retells) else [event]

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Word a refusal as the parent does."""
        return self._parent.plain(why)

    def release(self) -> None:
        """Nothing was made for the start."""

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return what the adapter told."""
        return code, ""
