"""A pause right after a program was let run: lldb-dap may not have noticed yet, and refuses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..protocol.errors.adapter import AdapterRefused

if TYPE_CHECKING:
    from .session import Session

#: Waits before a pause that was refused is asked for again, in seconds.
EARLY_S = (0.01, 0.02, 0.05, 0.1, 0.2)


async def asked(session: Session, arguments: dict[str, Any], timeout_s: float) -> bytes:
    """Ask the adapter to pause; return the body of its response.

    Raises:
        AdapterRefused: it still refuses, or the program is known to have stopped.
        AdapterSilent, AdapterDied, AdapterGarbage: as they say.
    """
    request = session.connection.exchange.request
    for early_s in EARLY_S:
        try:
            return await request("pause", arguments, timeout_s=timeout_s)
        except AdapterRefused:
            if not session.running:
                raise
            await asyncio.sleep(early_s)
    return await request("pause", arguments, timeout_s=timeout_s)
