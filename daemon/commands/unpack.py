"""Unpack a zip or tar archive into a folder, after all of it was checked.

Entries that lead out of the folder, links, devices, two entries for one file
and bombs are refused before anything is written.  Files that are there stay,
unless --overwrite is given.

Examples:
  daebug unpack release.zip vendor
  daebug unpack data.tar.gz data --overwrite
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import asking, offload, unpacking
from ..workspace.unpacking import Destination

TOPIC = "workspace"

PARAMS = (
    click.Argument(["archive"]),
    click.Argument(["folder"], required=False, default="."),
    click.Option(["--overwrite"], is_flag=True, help="Replace files that are there."),
    asking.AGENT,
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """What to unpack, and where."""

    archive: str
    folder: str = "."
    overwrite: bool = False
    agent: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was written."""

    folder: str
    files: int
    folders: int
    bytes: int


async def run(request: Request, hub: Keyhole) -> Reply:
    """Check it, then unpack it."""
    limits = hub.config.workspace
    outside = request.allow_outside
    archive = asking.place(hub, request.archive, verb="unpack", allow_outside=outside)
    folder = asking.place(hub, request.folder, verb="unpack", allow_outside=outside, writing=True)
    holder = asking.holder(hub, request.agent, "unpack")
    to = Destination(folder, request.overwrite, limits.unpack_bytes)
    async with hub.workspace.locks.writing(folder.path, holder=holder, timeout_s=limits.lock_s):
        found = await offload.done(lambda: unpacking.unpacked(archive, to))
    return Reply(folder=folder.shown, files=found.files, folders=found.folders, bytes=found.bytes)


def render(reply: Reply, look: Look) -> str:
    """Return one line."""
    folder = quoting.shown(reply.folder)
    return f"{folder}: {reply.files} files, {reply.folders} folders, {reply.bytes} bytes\n"
