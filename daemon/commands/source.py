"""Show source around the current line, a location, or a function.

Examples:
  daebug source
  daebug source main.c:120 --lines 20
  daebug list 40
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.programs import NoSource
from .. import frames, locations, show, source
from ..answers import SourceLine
from ..keyhole import Keyhole
from ..look import Look
from ..state import Session

TOPIC = "look"
ALIASES = ("list", "l")

PARAMS = (
    click.Argument(["location"], required=False, default=""),
    click.Option(
        ["--lines", "-n"], type=int, default=10, metavar="N", help="Lines before and after."
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """Which place (none = where the program is), and how much."""

    location: str = ""
    lines: int = 10


class Reply(msgspec.Struct, kw_only=True):
    """The lines."""

    session: str
    file: str
    lines: list[SourceLine]
    #: Lines of the whole file.
    count: int


async def run(request: Request, hub: Keyhole) -> Reply:
    """Read the file as it is now.

    Raises:
        NoSource: no such text.
    """
    session = hub.session()
    path, line = await _place(request, hub, session)
    span = max(0, min(request.lines, 500))
    found = source.around(session, path, line, span)
    if not found:
        raise NoSource(what=f"{path}:{line}", why=" (the file is not there or is no text)")
    return Reply(session=session.name, file=path, lines=found, count=len(source.lines(path) or []))


async def _place(request: Request, hub: Keyhole, session: Session) -> tuple[str, int]:
    """Return file and line that are meant."""
    files = await frames.files(hub, session)
    if not request.location:
        if session.state != "stopped":
            raise NoSource(what="a program that is not stopped", why="")
        here = frames.told(await frames.selected(hub, session), 0, session.profile, 0)
        if not here.file:
            raise NoSource(what=here.function, why=" (built without debug information?)")
        return here.file, here.line
    place = locations.read(request.location, hub.caller, *files)
    if not place.function:
        return place.path, place.line
    found, _ = await frames.stack(hub, session) if session.state == "stopped" else ([], 0)
    for frame in found:
        if frames.function_name(frame.name).split("(")[0] == place.function and frames.has_text(
            frame
        ):
            told = frames.told(frame, 0, session.profile, 0)
            return told.file, told.line
    raise NoSource(what=place.function, why=" (it is not on the stack; give FILE:LINE)")


def render(reply: Reply, look: Look) -> str:
    """Return the lines under the file's name."""
    return f"{reply.file} ({reply.count} lines)\n{show.source(reply.lines, look)}\n"
