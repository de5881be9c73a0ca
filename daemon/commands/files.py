"""List the project's files, without what .gitignore names.

Files under the current folder, hidden ones too.  A glob must match the path (*
crosses /); one that starts with ! takes files away.  --tree shows the folders
only, breadth first.  The list is kept in memory and follows the disk.

Examples:
  daebug files
  daebug files '*.py' '!tests/*'
  daebug files --tree --limit 50
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import folders, globs
from ..workspace.finding import passing, scope

TOPIC = "workspace"

PARAMS = (
    click.Argument(["globs"], nargs=-1),
    click.Option(["--dir", "-C", "folder"], default="", metavar="DIR", help="Look there."),
    click.Option(["--tree"], is_flag=True, help="Show the folders, as a tree."),
    click.Option(["--no-hidden"], is_flag=True, help="Leave out names that start with a dot."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(min=0),
        default=1000,
        metavar="N",
        help="Most lines; 0 = all (default: 1000).",
    ),
    click.Option(["--allow-outside"], is_flag=True, help="Also outside the project."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which files."""

    globs: list[str] = []
    folder: str = ""
    tree: bool = False
    no_hidden: bool = False
    limit: int = 1000
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """The files, sorted, or the folders."""

    #: What names are relative to.
    folder: str
    files: list[str] = []
    tree: list[folders.Folder] = []
    #: How many there are, and of these how many are not in this answer.
    total: int
    left_out: int = 0
    #: Whether the list is kept in step with the disk; else it was made for this answer.
    watched: bool = True


async def run(request: Request, hub: Keyhole) -> Reply:
    """List them."""
    passes = globs.passes(request.globs, hub.caller.path(request.folder), verb="files")
    found = await scope(hub, request.folder, verb="files", allow_outside=request.allow_outside)
    names = await passing(found.names, passes, without_hidden=request.no_hidden)
    beyond = found.listing.left_out
    most = request.limit or len(names)
    if request.tree:
        shown, left = folders.tree(names, most)
        return Reply(
            folder=found.folder,
            tree=shown,
            total=len(shown) + left,
            left_out=left + beyond,
            watched=found.listing.watched,
        )
    return Reply(
        folder=found.folder,
        files=names[:most],
        total=len(names) + beyond,
        left_out=max(len(names) - most, 0) + beyond,
        watched=found.listing.watched,
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line for each."""
    lines = [quoting.shown(name) for name in reply.files] or [
        f"{'  ' * folder.depth}{look.paint(quoting.shown(folder.name) + '/', 'cyan')}"
        for folder in reply.tree
    ]
    if not lines:
        lines = ["no files found"]
    if reply.left_out:
        lines.append(f"[{reply.left_out} of {reply.total} left out; --limit 0 shows all]")
    return "".join(f"{line}\n" for line in lines)
