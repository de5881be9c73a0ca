"""Select a frame by its number, and show what can be seen there.

Examples:
  daebug frame 2
  daebug frame @f1
"""

from __future__ import annotations

import click
import msgspec

from .. import selecting, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import frame_number

TOPIC = "look"

PARAMS = (click.Argument(["number"]),)


class Request(msgspec.Struct, kw_only=True):
    """Which frame: ``2`` or ``@f2``."""

    number: str


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Select it."""
    return await selecting.select(hub, hub.session(), frame_number(request.number) or 0)


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
