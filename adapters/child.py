"""Child sessions: what an adapter asks for with ``startDebugging``.

The configuration is the adapter's own; it comes back to an adapter as the
arguments of ``launch`` or ``attach``.
DAP: https://microsoft.github.io/debug-adapter-protocol/specification#Reverse_Requests_StartDebugging
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ..protocol.orders import Breakpoint, OpenSession
from . import connection, transport
from .connection import Connection
from .debuggee import Debuggee
from .kind import Ask, Place, Plan, Resume, Stop, Tell
from .output import Output

if TYPE_CHECKING:
    from .session import Session


def order(parent: Session, number: int) -> OpenSession:
    """Return the order that opens child ``number``; it has its parent's breakpoints."""
    name = f"{parent.name}.{number}"
    breakpoints = parent.breakpoints.wanted
    return msgspec.structs.replace(parent.order, session=name, breakpoints=breakpoints)


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

    def hits(self, point: Breakpoint, /) -> str:
        """Return the parent's way to count."""
        return self._parent.hits(point)

    def check(self, point: Breakpoint, /) -> None:
        """Check as the parent does."""
        self._parent.check(point)

    async def heard(self, _event: str, _body: dict[str, Any], /) -> None:
        """Nothing: a child needs no preparation."""

    async def live(self, _ask: Ask, /) -> None:
        """Nothing: the adapter knows what it asked for."""

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Report every stop but those that need words of the adapter's own."""
        first = msgspec.structs.replace(stop, first=False)
        return await self._parent.judge(first, ask)

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
