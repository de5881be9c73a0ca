"""Search by the best engine that is here."""

from __future__ import annotations

import asyncio

from ..keyhole import Keyhole
from . import finding, ripgrep, scanning
from .matches import Found
from .ripgrep import Wanted


async def search(hub: Keyhole, wanted: Wanted, folder: str) -> tuple[Found, str]:
    """Return what is found under ``folder``, a real path, and the engine's name.

    Raises:
        BadPattern: the pattern or a glob can't be read.
        SearchTimedOut, NoSearchProgram: as it says.
    """
    rg = ripgrep.program(hub.caller.env.get("PATH", ""))
    if rg is not None:
        return await ripgrep.search(rg, wanted, folder), "ripgrep"
    scope = await finding.scope(hub, folder, verb="grep", allow_outside=True)
    found = await asyncio.to_thread(scanning.search, wanted, folder, scope.names)
    return found, "re2"
