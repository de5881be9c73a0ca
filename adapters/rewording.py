"""Adapters whose requests and events do not say what DAP says, put into DAP's words.

Between the gate and the wire: whoever asks speaks DAP, and so does what is heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import msgspec

from . import pausing
from .dap import messages
from .dap.messages import Event
from .kind import Ask

if TYPE_CHECKING:
    from .session import Session


@runtime_checkable
class Rewords(Protocol):
    """A plan whose adapter wants other requests than DAP's, or answers otherwise."""

    async def reworded(
        self, command: str, arguments: dict[str, Any], send: Ask, /
    ) -> dict[str, Any]:
        """Ask what ``command`` means, through ``send``; return what DAP would have answered.

        Raises:
            AdapterRefused: an answer that calls itself a success and is none.
        """


@runtime_checkable
class Retells(Protocol):
    """A plan whose adapter's events mean others of DAP."""

    def events(self, event: Event, /) -> list[Event]:
        """Return what an event means, oldest first."""


async def sent(
    session: Session, command: str, arguments: dict[str, Any], timeout_s: float
) -> bytes:
    """Send one request; return the body of its response, as DAP has it.

    Raises:
        AdapterRefused, AdapterSilent, AdapterDied, AdapterGarbage: as they say.
    """
    request = session.connection.exchange.request
    if command == "pause":
        return await pausing.asked(session, arguments, timeout_s)
    plan = session.plan
    # Python takes ten times as long to look at a whole protocol as at one name of it.
    if not hasattr(plan, "reworded") or not isinstance(plan, Rewords):
        return await request(command, arguments, timeout_s=timeout_s)

    async def send(command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return messages.fields(await request(command, arguments, timeout_s=timeout_s))

    return msgspec.json.encode(await plan.reworded(command, arguments, send))


def heard(session: Session, event: Event) -> list[Event]:
    """Return what an event of the adapter means, oldest first."""
    plan = session.plan
    if hasattr(plan, "events") and isinstance(plan, Retells):
        return plan.events(event)
    return [event]
