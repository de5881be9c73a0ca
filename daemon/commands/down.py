"""Select the frame that the selected one called.

Examples:
  daebug down
  daebug down 2
"""

from __future__ import annotations

from .. import selecting
from ..keyhole import Keyhole
from .up import PARAMS, Reply, Request, render

__all__ = ["PARAMS", "TOPIC", "Reply", "Request", "render", "run"]

TOPIC = "look"


async def run(request: Request, hub: Keyhole) -> Reply:
    """Move the selection."""
    return await selecting.move(hub, hub.session(), -request.count)
