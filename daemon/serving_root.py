"""A folder as commands have it served: found, asked for, and told of.

``start`` leaves it served, ``serve`` ends with its command.
"""

from __future__ import annotations

import os

import click

from ..protocol.errors.usage import BadUsage
from . import existing
from .keyhole import Caller, Keyhole
from .page_state import Root

#: What ``--root`` and ``--port`` are for, in every command that has them.
ROOT_HELP = "Serve this folder."
PORT_HELP = "Serve on this port (default: $PORT if free, else from the folder's name)."

#: The ports there are.
MOST = 65_535
PORTS = click.IntRange(1, MOST)


def folder(name: str, caller: Caller) -> str:
    """Return the real absolute path of the folder that the caller calls ``name``.

    Raises:
        NoSuchFile: it is not there.
    """
    return existing.folder(os.path.realpath(caller.path(name or ".")))


async def served(hub: Keyhole, path: str, port: int) -> Root:
    """Have ``path`` served and return it.

    ``port`` 0 = the ``PORT`` of the caller's environment if it is free, else as usual.

    Raises:
        BadUsage: ``PORT`` is no port.
        DaebugError: it can't be served, see ``Roots.open``.
    """
    return await hub.pages.roots.open(path, port=port, wish=0 if port else _wish(hub.caller))


def _wish(caller: Caller) -> int:
    """Return the port that the caller's environment wishes for; 0 = none.

    Raises:
        BadUsage: it is no port.
    """
    text = caller.env.get("PORT", "")
    if not text:
        return 0
    if not text.isdecimal() or not 0 < int(text) <= MOST:
        raise BadUsage(why=f"PORT={text} is no port", command="daebug start")
    return int(text)
