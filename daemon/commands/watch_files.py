"""Tell which files are made, written and removed, as it happens.

Under the current folder, without what .gitignore names.  A file that is renamed
is removed and made.  Without --follow the answer is the next change, or nothing
after --timeout seconds; with it lines come until interrupted.  `rescan` means
that events were lost: what changed since is told from a new look at all.

Examples:
  daebug watch-files '*.py' --timeout 60
  daebug watch-files --follow --json
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol import quoting
from ...protocol.errors.searching import CantFollow
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import finding, following, globs
from ..workspace.following import Event

TOPIC = "workspace"

#: Events of one answer; the rest comes with the next.
MOST = 1000

PARAMS = (
    click.Argument(["globs"], nargs=-1),
    click.Option(["--follow", "-f"], is_flag=True, help="Stream until interrupted."),
    click.Option(
        ["--timeout", "-t"],
        type=click.FloatRange(min=0),
        default=30.0,
        metavar="S",
        help="Longest wait without --follow, in seconds (default: 30).",
    ),
    click.Option(["--dir", "-C", "folder"], default="", metavar="DIR", help="Watch there."),
    click.Option(["--allow-outside"], is_flag=True, help="Also outside the project."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which files, for how long."""

    globs: list[str] = []
    follow: bool = False
    timeout: float = 30.0
    folder: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What happened, oldest first; the first reply of ``--follow`` is empty: it watches now."""

    folder: str
    events: list[Event] = []
    #: Nothing happened in time.
    timed_out: bool = False


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield what happens."""
    scope = await finding.scope(
        hub, request.folder, verb="watch-files", allow_outside=request.allow_outside
    )
    if not scope.listing.watched:
        raise CantFollow(path=scope.folder)
    passes = globs.passes(request.globs, scope.folder, verb="watch-files", names=True)
    follower = following.Follower(hub, scope)
    if request.follow:
        yield Reply(folder=scope.folder)
    while True:
        wait_s = following.LOOK_S if request.follow else request.timeout
        events = await follower.next(passes, wait_s)
        if events is None and not request.follow:
            yield Reply(folder=scope.folder, timed_out=True)
            return
        for start in range(0, len(events or []), MOST):
            yield Reply(folder=scope.folder, events=(events or [])[start : start + MOST])
        if not request.follow:
            return


def render(reply: Reply, look: Look) -> str:
    """Return a line an event."""
    if reply.timed_out:
        return "nothing happened\n"
    styles = {"add": "green", "change": "yellow", "unlink": "red", "rescan": "bold"}
    return "".join(
        f"{look.paint(f'{event.event:<6}', styles[event.event])} {quoting.shown(event.file)}\n"
        for event in reply.events
    )
