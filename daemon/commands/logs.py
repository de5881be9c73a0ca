"""Show the daemon's own logs, all processes merged by time.

Examples:
  daebug logs --tail 50
  daebug logs --process bridge --follow
  daebug logs --level warning --json
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol import places
from .. import log_files
from ..keyhole import Keyhole
from ..log_files import Line
from ..look import Look

TOPIC = "daemon"

#: --follow looks for new lines this often, in seconds.
LOOK_S = 0.2

PROCESSES = ("hub", "bridge", "watcher", "gateway", "terminals", "zygote")
LEVELS = ("debug", "info", "warning", "error")

PARAMS = (
    click.Option(["--follow", "-f"], is_flag=True, help="Stream new lines until interrupted."),
    click.Option(["--tail", "-n"], type=int, default=100, metavar="N", help="Lines (default 100)."),
    click.Option(["--process", "-p"], type=click.Choice(PROCESSES), help="Of one process only."),
    click.Option(
        ["--level"], type=click.Choice(LEVELS), default="debug", help="At least this level."
    ),
    click.Option(["--grep"], default="", metavar="TEXT", help="Lines that hold this text."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which lines."""

    follow: bool = False
    tail: int = 100
    process: str = ""
    level: str = "debug"
    grep: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """Lines, oldest first."""

    lines: list[Line]


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield what is there, then what comes."""
    names = [request.process] if request.process else list(PROCESSES)
    folder = places.log_folder(hub.env)
    reader = log_files.Reader(folder, names)
    yield Reply(lines=_wanted(request, reader.read())[-max(request.tail, 0) :])
    while request.follow:
        # Other processes write these files; only looking again tells that they grew.
        await hub.until(lambda: False, LOOK_S)
        if lines := _wanted(request, reader.read()):
            yield Reply(lines=lines)


def _wanted(request: Request, lines: list[Line]) -> list[Line]:
    """Return the lines that were asked for."""
    least = LEVELS.index(request.level)
    return [
        line
        for line in lines
        if (line.level not in LEVELS or LEVELS.index(line.level) >= least)
        and request.grep in line.text
    ]


def render(reply: Reply, look: Look) -> str:
    """Return the lines as they stand in the files."""
    return "".join(f"{line.text}\n" for line in reply.lines)
