"""Select the frame that the selected one called.

Examples:
  daebug down
  daebug down 2
"""

from __future__ import annotations

import click
import msgspec

from .. import selecting, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"

PARAMS = (click.Argument(["count"], type=int, default=1, required=False),)


class Request(msgspec.Struct, kw_only=True):
    """How many frames."""

    count: int = 1


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Move the selection."""
    return await selecting.move(hub, hub.session(), -request.count)


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
