"""Show help: of a verb, or the method (daebug help agents).

Examples:
  daebug help break
  daebug help agents
"""

from __future__ import annotations

from importlib import resources

import click
import msgspec

from .. import manual
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

PARAMS = (click.Argument(["topic"], required=False, default=""),)


class Request(msgspec.Struct, kw_only=True):
    """Which page; none = the overview."""

    topic: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The page."""

    text: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Return the page.

    Raises:
        NoSuchVerb: there is no such page.
    """
    cols = hub.caller.cols or 100
    if not request.topic:
        return Reply(text=manual.overview(cols))
    if request.topic == "agents":
        page = resources.files(__package__.rpartition(".")[0]) / "agents.txt"
        return Reply(text=page.read_text(encoding="utf-8"))
    return Reply(text=manual.page(request.topic, cols))


def render(reply: Reply, look: Look) -> str:
    """Return the page."""
    return reply.text
