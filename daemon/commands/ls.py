"""Show the files below a folder as a tree, those near its top first.

Links are shown and not followed.  Folders of made things, such as
node_modules, .git or build, are named and left out; --every enters them.

Examples:
  daebug ls
  daebug ls src --limit 500
  daebug ls --ignore docs --json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import asking, listing, offload
from ..workspace.listing import Folder

TOPIC = "workspace"

#: Files shown unless more or fewer are asked for.
FILES = 100

#: Most that may be asked for.
MOST_FILES = 10_000

PARAMS = (
    click.Argument(["folder"], required=False, default="."),
    click.Option(
        ["--limit"],
        type=click.IntRange(1, MOST_FILES),
        default=FILES,
        metavar="N",
        help="Most files to show (default: 100).",
    ),
    click.Option(["--ignore"], multiple=True, metavar="NAME", help="Leave out folders so called."),
    click.Option(["--every"], is_flag=True, help="Leave out no folder of made things."),
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """Which folder, and how much of it."""

    folder: str = "."
    limit: int = FILES
    ignore: list[str] = []
    every: bool = False
    allow_outside: bool = False


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A folder; ``why`` tells what kept us out of it."""

    name: str
    folders: list[Entry] = []
    files: list[str] = []
    why: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """The tree, and whether it is all."""

    tree: Entry
    files: int
    more: bool


async def run(request: Request, hub: Keyhole) -> Reply:
    """List it."""
    place = asking.place(hub, request.folder, verb="ls", allow_outside=request.allow_outside)
    skipped = frozenset(request.ignore) | (frozenset() if request.every else listing.SKIPPED)
    limit = min(max(1, request.limit), MOST_FILES)
    found = await offload.done(lambda: listing.listing(place, limit, skipped))
    return Reply(tree=_entry(found.top), files=found.files, more=found.more)


def _entry(folder: Folder) -> Entry:
    """Return a folder as an answer has it; levels below the limit are not entered."""
    why = folder.why or ("" if folder.entered else "not shown")
    return Entry(
        name=folder.name,
        folders=[_entry(one) for one in folder.folders],
        files=folder.files,
        why=why,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the tree, two blanks a level, folders before files."""
    more = f"(the first {reply.files} files; more with --limit)\n" if reply.more else ""
    return "".join(_lines(reply.tree, 0)) + more


def _lines(entry: Entry, depth: int) -> list[str]:
    """Return the lines of one folder."""
    why = f"  ({entry.why})" if entry.why else ""
    told = [f"{'  ' * depth}{quoting.shown(entry.name)}/{why}\n"]
    for one in entry.folders:
        told += _lines(one, depth + 1)
    return told + [f"{'  ' * (depth + 1)}{quoting.shown(name)}\n" for name in entry.files]
