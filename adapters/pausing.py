"""A pause right after a program was let run, which the adapter may not have noticed yet.

lldb-dap refuses it; CodeLLDB tells a stop that is none, and lets the program run.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..protocol.errors.adapter import AdapterRefused

if TYPE_CHECKING:
    from .session import Session

#: Waits before a pause that was refused is asked for again, in seconds.
EARLY_S = (0.01, 0.02, 0.05, 0.1, 0.2)


@runtime_checkable
class Runs(Protocol):
    """A plan whose adapter may be asked to pause only what it has told to run."""

    async def under_way(self) -> None:
        """Wait for that, a short time at most."""


async def asked(session: Session, arguments: dict[str, Any], timeout_s: float) -> bytes:
    """Ask the adapter to pause; return the body of its response.

    Raises:
        AdapterRefused: it still refuses, or the program is known to have stopped.
        AdapterSilent, AdapterDied, AdapterGarbage: as they say.
    """
    request = session.connection.exchange.request
    if isinstance(session.plan, Runs):
        await session.plan.under_way()
    for early_s in EARLY_S:
        try:
            return await request("pause", arguments, timeout_s=timeout_s)
        except AdapterRefused:
            if not session.running:
                raise
            await asyncio.sleep(early_s)
    return await request("pause", arguments, timeout_s=timeout_s)
