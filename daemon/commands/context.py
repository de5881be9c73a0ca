"""Show where the program is: source, variables, stack, new output.

Examples:
  daebug context
  daebug where --json
"""

from __future__ import annotations

import msgspec

from .. import running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"
ALIASES = ("where",)

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Tell where the program is now."""
    return await running.here(hub, hub.session())


def render(reply: Reply, look: Look) -> str:
    """Return it as text."""
    return show.outcome(reply, look)
