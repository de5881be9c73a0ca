"""List the debug adapters: which are here and work, and how to get the others.

Each is looked for, started and greeted: only that proves it.  What is not here
says where it was looked for, and how to install it.

Examples:
  daebug adapters
  daebug adapters --json
  daebug adapters gdb
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.config import near
from ...protocol.errors.adapter import NoSuchAdapter
from ...protocol.listing import AdapterSeen, AdaptersListed, ListAdapters
from .. import opening
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

#: Seconds for all of them; they are tried at once, for 10 s at most.
TRIED_S = 25.0

#: Characters of the reason that the list shows; all of it with ``--json``, or for one adapter.
WHY_CHARS = 160

PARAMS = (click.Argument(["name"], required=False, default=""),)


class Request(msgspec.Struct, kw_only=True):
    """Which one; empty = all."""

    name: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The adapters, by name."""

    adapters: list[AdapterSeen]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Have the bridge try them.

    Raises:
        NoSuchAdapter: there is none of that name.
    """
    config = hub.config
    order = ListAdapters(
        adapter_paths=opening.adapter_paths(config.adapters), described=opening.described(hub)
    )
    await hub.ensure("bridge")
    answer = await hub.order("bridge", order, TRIED_S)
    assert isinstance(answer, AdaptersListed)
    names = [one.name for one in answer.adapters]
    if request.name and request.name not in names:
        known = f"{', '.join(names)}{near(request.name, names)}"
        raise NoSuchAdapter(adapter=request.name, adapters=known)
    return Reply(adapters=[one for one in answer.adapters if request.name in ("", one.name)])


def render(reply: Reply, look: Look) -> str:
    """Return two lines for each."""
    return "".join(_lines(one, look, whole=len(reply.adapters) == 1) for one in reply.adapters)


def _lines(one: AdapterSeen, look: Look, *, whole: bool) -> str:
    """Return the state of one adapter, and where it is or how to get it."""
    languages = f"  ({', '.join(one.languages)})" if one.languages else ""
    if one.verified:
        version = f" {one.version}" if one.version else ""
        took = f"greets in {one.greeted_s * 1000:.0f} ms"
        head = f"{one.name}{version}{languages}  {look.paint('works', 'green')}, {took}"
        lines = [head, f"  {one.path}  by {one.transport}"]
        if whole:
            lines += [f"  {capability}" for capability in one.capabilities]
        return "\n".join(lines) + "\n"
    state = "does not work" if one.path else "is not here"
    why = one.why if whole or len(one.why) <= WHY_CHARS else f"{one.why[:WHY_CHARS]}..."
    lines = [f"{one.name}{languages}  {look.paint(state, 'red')}", f"  {why}"]
    if one.install:
        lines.append(f"  to get it: {one.install}")
    return "\n".join(lines) + "\n"
