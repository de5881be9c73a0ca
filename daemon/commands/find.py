"""Find files by some letters of their path, the best match first.

The letters need only come in this order; those that begin a word, follow each
other, or stand early count more.  Several words are looked for separately.
--dirs finds folders.

Examples:
  daebug find usrctl
  daebug find 'watcher process' --limit 5
  daebug find comp --dirs
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ...protocol.errors.usage import BadUsage
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import fuzzy, fuzzysort
from ..workspace.finding import hidden, scope

TOPIC = "workspace"

PARAMS = (
    click.Argument(["query"], default=""),
    click.Option(["--dirs"], is_flag=True, help="Folders instead of files."),
    click.Option(["--dir", "-C", "folder"], default="", metavar="DIR", help="Look there."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(min=1, max=10_000),
        default=100,
        metavar="N",
        help="Most names (default: 100).",
    ),
    click.Option(["--allow-outside"], is_flag=True, help="Also outside the project."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to look for."""

    query: str = ""
    dirs: bool = False
    folder: str = ""
    limit: int = 100
    allow_outside: bool = False


class Match(msgspec.Struct, kw_only=True):
    """One name."""

    #: Relative; a folder ends in a slash.
    path: str
    #: 0 = the best there is; a worse match is below.
    score: float


class Reply(msgspec.Struct, kw_only=True):
    """The best names; all in the list's order where the query is empty."""

    folder: str
    matches: list[Match]
    #: Names that were looked through.
    of: int
    #: There may be more that match.
    more: bool = False


async def run(request: Request, hub: Keyhole) -> Reply:
    """Find them."""
    asked = fuzzysort.query(request.query)
    if len(asked.whole.codes) > fuzzy.MOST_UNITS or len(asked.words) > fuzzy.MOST_WORDS:
        raise BadUsage(
            why=f"a query has at most {fuzzy.MOST_UNITS} characters and {fuzzy.MOST_WORDS} words",
            command="daebug find",
        )
    if not 1 <= request.limit <= 10_000:
        raise BadUsage(why="--limit is 1 to 10000", command="daebug find")
    found = await scope(hub, request.folder, verb="find", allow_outside=request.allow_outside)
    pools = hub.workspace.pools
    names = await pools.names(found, dirs=request.dirs)
    if asked.whole.codes:
        best = await pools.best(found, asked, request.limit, dirs=request.dirs)
    else:
        listed = sorted(names, key=hidden) if request.dirs else names
        best = [(0.0, name) for name in listed[: request.limit]]
    return Reply(
        folder=found.folder,
        matches=[Match(path=name, score=score) for score, name in best],
        of=len(names),
        more=len(best) == request.limit < len(names),
    )


def render(reply: Reply, look: Look) -> str:
    """Return a name a line."""
    lines = [quoting.shown(match.path) for match in reply.matches] or ["nothing found"]
    if reply.more:
        lines.append(f"[the best {len(reply.matches)} of {reply.of}; --limit N shows more]")
    return "".join(f"{line}\n" for line in lines)
