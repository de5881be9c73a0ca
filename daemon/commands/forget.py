"""Drop a page that is gone from the lists and the index.

Its transcript stays.  What is live can't be forgotten.

Examples:
  daebug forget 7-zen
  daebug forget 7-zen --json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.pages import RealmLives
from .. import root_choice
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "pages"

PARAMS = (click.Argument(["realm"]),)


class Request(msgspec.Struct, kw_only=True):
    """Which."""

    realm: str


class Reply(msgspec.Struct, kw_only=True):
    """What was dropped."""

    realm: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Drop it.

    Raises:
        RealmLives: it is there.
    """
    realm = root_choice.realm(hub.state, hub.caller, request.realm)
    if realm.live:
        raise RealmLives(realm=realm.name, state=realm.state)
    hub.pages.roots.forget(realm)
    return Reply(realm=realm.name)


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    return f"forgot {reply.realm}; its transcript stays\n"
