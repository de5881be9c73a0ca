"""The gateway's process: owner of the pages, on the bus and supervised.

It answers the orders of every role (health, stop).  Pages come with the first
root that is opened.
"""

from __future__ import annotations

import asyncio

from ...protocol.role import Surroundings
from .. import attendance


async def run(around: Surroundings, stop: asyncio.Event) -> None:
    """Join the bus and serve until told to stop."""
    await attendance.attend(around, stop)
