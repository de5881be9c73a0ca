"""Make the transcript of a page if there is none, and print its path.

Examples:
  daebug open 7-zen
  daebug open 7-zen --json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.scripts import MakeTranscript, TranscriptMade
from .. import realm_list, root_choice
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "pages"

#: Seconds for a file to be made.
WRITE_S = 10.0

PARAMS = (click.Argument(["realm"]),)


class Request(msgspec.Struct, kw_only=True):
    """Whose."""

    realm: str


class Reply(msgspec.Struct, kw_only=True):
    """Where it is."""

    realm: str
    path: str
    #: It was there before.
    existed: bool


async def run(request: Request, hub: Keyhole) -> Reply:
    """Make it."""
    realm = root_choice.realm(hub.state, hub.caller, request.realm)
    order = MakeTranscript(root=realm.root, transcript=realm.transcript, realm=realm.name)
    made = await hub.order("watcher", order, WRITE_S)
    if isinstance(made, TranscriptMade):
        return Reply(realm=realm.name, path=made.path, existed=made.existed)
    return Reply(realm=realm.name, path=realm_list.transcript(realm), existed=True)


def render(reply: Reply, look: Look) -> str:
    """Return the path."""
    return f"{reply.path}\n"
