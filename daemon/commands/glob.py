"""Find files by a glob, the last written first.

* crosses /, {a,b} are choices, [a-z] is one of these; the pattern must match
the whole path, relative or absolute.  Names that start with a dot are left out
unless the pattern itself names one, or --hidden is given.

Examples:
  daebug glob '*.py'
  daebug glob 'src/**/*.{ts,tsx}' --limit 20
"""

from __future__ import annotations

import os

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import finding, globs

TOPIC = "workspace"

PARAMS = (
    click.Argument(["pattern"]),
    click.Option(["--dir", "-C", "folder"], default="", metavar="DIR", help="Look there."),
    click.Option(["--hidden"], is_flag=True, help="Names that start with a dot too."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(min=1),
        default=100,
        metavar="N",
        help="Most files (default: 100).",
    ),
    click.Option(["--allow-outside"], is_flag=True, help="Also outside the project."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which files."""

    pattern: str
    folder: str = ""
    hidden: bool = False
    limit: int = 100
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """Absolute paths, the last written first."""

    files: list[str]
    #: Files that match and are not in this answer.
    left_out: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Find them."""
    folder = finding.place(
        hub.caller,
        hub.config,
        request.folder,
        verb=f"glob {quoting.word(request.pattern)}",
        allow_outside=request.allow_outside,
    )
    passes = globs.passes([request.pattern], folder, verb="glob")
    found = await finding.scope(
        hub, request.folder, verb="glob", allow_outside=request.allow_outside
    )
    without = not request.hidden and not finding.hidden(request.pattern)
    names = await finding.passing(found.names, passes, without_hidden=without)
    shown, left = finding.newest(found.folder, names, request.limit)
    return Reply(
        files=[os.path.join(found.folder, name) for name in shown],
        left_out=left + found.listing.left_out,
    )


def render(reply: Reply, look: Look) -> str:
    """Return a path a line."""
    lines = [quoting.shown(name) for name in reply.files] or ["No files found"]
    if reply.left_out:
        more = f"{reply.left_out} more files match"
        lines += ["", f"({more}; use a more specific pattern, or --limit)"]
    return "".join(f"{line}\n" for line in lines)
