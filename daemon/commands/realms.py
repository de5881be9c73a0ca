"""List the pages and workers that are connected.

Each has a name, which is that of its transcript too.  What is gone stays in
the list for a minute.

Examples:
  daebug realms
  daebug realms --all --json
"""

from __future__ import annotations

import click
import msgspec

from .. import root_choice
from ..keyhole import Keyhole
from ..look import Look
from ..realm_list import ListedRealm, ListedRoot, line, listed, listed_root

TOPIC = "pages"

PARAMS = (click.Option(["--all", "-a"], is_flag=True, help="Of every folder that is served."),)


class Request(msgspec.Struct, kw_only=True):
    """Of which roots."""

    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """Roots and their realms, by name."""

    roots: list[ListedRoot]
    realms: list[ListedRealm]


async def run(request: Request, hub: Keyhole) -> Reply:
    """List them."""
    state = hub.state
    roots = list(state.roots.values()) if request.all else [root_choice.root(state, hub.caller)]
    return Reply(
        roots=[listed_root(root) for root in roots],
        realms=[listed(root.realms[name]) for root in roots for name in sorted(root.realms)],
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line for each realm, under its root."""
    lines = []
    for root in reply.roots:
        lines.append(f"{root.path} at {root.url}")
        held = [realm for realm in reply.realms if realm.root == root.path]
        lines += [f"  {line(realm, look)}" for realm in held]
        if not held:
            lines.append(f"  no page is open; open {root.url} in a browser")
    return "\n".join(lines or ["nothing is served; serve this folder: daebug start"]) + "\n"
