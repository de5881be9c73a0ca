"""The end of a daemon that nobody needs any more."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from ..protocol.errors import DaebugError

if TYPE_CHECKING:
    from .hub import Hub

log = logging.getLogger("daebug.hub")

#: How often the idle clock is looked at.
IDLE_LOOK_S = 1.0


async def watch(hub: Hub) -> None:
    """End the daemon when nothing was live for ``daemon.idle_exit_s`` seconds."""
    while True:
        await asyncio.sleep(IDLE_LOOK_S)
        try:
            limit = hub.config.daemon.idle_exit_s
        except DaebugError:
            continue  # the file is wrong now, which whoever asks is told
        asked = any(job.state == "accepted" for job in hub.state.jobs.values())
        if hub.state.busy or asked:
            hub.state.idle_since = time.monotonic()
        elif limit and time.monotonic() - hub.state.idle_since >= limit:
            log.info("idle for %g s: the daemon ends", limit)
            hub.end()
            return
