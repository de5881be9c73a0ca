"""Show a text file with line numbers, or a picture as base64.

At most 2000 lines and 51,200 bytes are shown at once, and 2000 characters of a
line; the end of the answer says how to read on.  What is read is remembered
for this agent: edit and write refuse a file that has changed since.

Examples:
  daebug read main.c
  daebug read main.c --offset 200 --limit 50
  daebug read logo.png --json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import asking, offload, reading
from ..workspace.reading import Page
from ..workspace.window import LINE_CHARS, Window

TOPIC = "workspace"

#: Lines shown unless more or fewer are asked for.
LINES = 2000

PARAMS = (
    click.Argument(["file"]),
    click.Option(
        ["--offset"],
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Lines to skip (default: 0).",
    ),
    click.Option(
        ["--limit"],
        type=click.IntRange(min=1),
        default=LINES,
        metavar="N",
        help="Most lines to show (default: 2000).",
    ),
    asking.AGENT,
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """Which lines of which file."""

    file: str
    offset: int = 0
    limit: int = LINES
    agent: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Lines of a text, or a picture."""

    file: str
    bytes: int
    #: Names the content, for ``--expect``; empty for a file too large to be edited.
    hash: str = ""
    #: Number of the first line, from 1.
    first: int = 0
    lines: list[str] = []
    #: Numbers of the lines that were cut.
    cut: list[int] = []
    #: Lines of the file; absent = not counted to the end.
    total: int | None = None
    more: bool = False
    final_newline: bool = True
    encoding: str = ""
    ending: str = ""
    mime: str = ""
    base64: str = ""


async def run(request: Request, hub: Keyhole) -> Reply:
    """Read it; remember what was read."""
    place = asking.place(hub, request.file, verb="read", allow_outside=request.allow_outside)
    limit_bytes = hub.config.workspace.edit_bytes
    offset, limit = max(0, request.offset), max(1, request.limit)
    page = await offload.done(lambda: reading.page(place, offset, limit, limit_bytes))
    if page.hash:
        hub.workspace.seen.note(asking.agent(hub, request.agent), place.path, page.hash)
    return _reply(place.shown, page, page.window or Window(0))


def _reply(shown: str, page: Page, window: Window) -> Reply:
    """Return a page as an answer."""
    return Reply(
        file=shown,
        bytes=page.size,
        hash=page.hash,
        first=window.offset + 1 if page.window else 0,
        lines=window.lines,
        cut=[number + 1 for number in window.cut],
        total=window.total,
        more=window.more,
        final_newline=window.final_newline,
        encoding=page.encoding,
        ending={"\n": "lf", "\r\n": "crlf"}.get(page.ending, page.ending),
        mime=page.mime,
        base64=page.base64,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the lines under their numbers, and where they end."""
    if reply.mime:
        return f"{quoting.shown(reply.file)}: {reply.mime}, {reply.bytes} bytes\n{reply.base64}\n"
    cut = set(reply.cut)
    body = "".join(
        f"{number:05d}| {line}{'...' if number in cut else ''}\n"
        for number, line in enumerate(reply.lines, reply.first)
    )
    notes = []
    if cut:
        count = "1 line" if len(cut) == 1 else f"{len(cut)} lines"
        notes.append(f"{count} cut at {LINE_CHARS} characters")
    if reply.ending != "lf" and reply.lines:
        notes.append(f"line ends: {reply.ending}")
    if reply.encoding not in {"utf-8", ""}:
        notes.append(reply.encoding)
    if not reply.final_newline and not reply.more:
        notes.append("no newline at the end")
    return body + "".join(f"({note})\n" for note in [*notes, _end(reply)])


def _end(reply: Reply) -> str:
    """Return where in the file the lines end."""
    last = reply.first + len(reply.lines) - 1
    if reply.more:
        of = f"of {reply.total} lines" if reply.total is not None else "and there are more lines"
        return f"line {last} {of}; go on: daebug read {quoting.file(reply.file)} --offset {last}"
    if not reply.total:
        return "the file is empty"
    if not reply.lines:
        return f"the file has {reply.total} lines"
    return f"end of file, {reply.total} lines"
