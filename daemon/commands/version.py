"""Show the version of Daebug and of what it runs on.

Examples:
  daebug version
  daebug --version
"""

from __future__ import annotations

import platform
import sys

import msgspec

from ...protocol import wire
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Reply(msgspec.Struct, kw_only=True):
    """The versions."""

    version: str
    wire: int
    python: str
    platform: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Tell them."""
    return Reply(
        version=hub.state.version,
        wire=wire.VERSION,
        python=sys.version.split()[0],
        platform=platform.platform(),
    )


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return f"daebug {reply.version} (wire {reply.wire}, Python {reply.python}, {reply.platform})\n"
