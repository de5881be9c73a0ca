"""Show what the program wrote, stdout and stderr in order.

Every answer ends with a cursor; --since CURSOR goes on from there, so two
readers each get everything once.  --follow streams until the program ends.

Examples:
  daebug output --tail 20
  daebug output --since 4096
  daebug output --follow --stream stderr
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import click
import msgspec

from ..keyhole import Keyhole
from ..look import Look
from ..state import Session

TOPIC = "streams"

#: Bytes of one answer; the rest is told with its cursor.
MOST_BYTES = 100_000

#: Longest silence of --follow before the state is looked at again, in seconds.
LOOK_S = 3600.0

PARAMS = (
    click.Option(["--follow", "-f"], is_flag=True, help="Stream until the program ends."),
    click.Option(["--tail", "-n"], type=int, metavar="N", help="The last N lines."),
    click.Option(["--since"], type=int, metavar="CURSOR", help="What came after this cursor."),
    click.Option(["--stream"], type=click.Choice(["stdout", "stderr"]), help="Of one stream only."),
    click.Option(["--all", "-a"], is_flag=True, help="All that is kept, however long."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which part."""

    follow: bool = False
    tail: int | None = None
    since: int | None = None
    stream: str = ""
    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """A piece of output."""

    session: str
    text: str
    #: Go on from here.
    cursor: int
    #: Bytes before this piece that were asked for and are not in it.
    left_out_bytes: int = 0
    #: A piece of a stream; more may come.
    streamed: bool = False


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield the output, once or as it comes."""
    session = hub.session()
    first = _first(request, session)
    yield first
    cursor = first.cursor
    while request.follow:
        at = cursor
        await hub.until(lambda at=at: session.output.end > at or not session.live, LOOK_S)  # type: ignore[misc]  # bound per turn
        data = session.output.read(cursor, cursor + MOST_BYTES, request.stream)
        cursor = min(session.output.end, cursor + MOST_BYTES)
        if data:
            yield _reply(session, data, cursor, streamed=True)
        elif not session.live and cursor >= session.output.end:
            return


def _first(request: Request, session: Session) -> Reply:
    """Return what is there already and is asked for."""
    output = session.output
    if request.tail is not None:
        data = output.tail(request.tail, request.stream)
        return _reply(session, data, output.end, streamed=request.follow)
    since = output.first if request.since is None else max(request.since, 0)
    if request.all or request.since is not None or output.end - since <= MOST_BYTES:
        until = output.end if request.all else min(output.end, since + MOST_BYTES)
        data = output.read(since, until, request.stream)
        lost = max(0, output.first - since)
        return _reply(session, data, until, left_out=lost, streamed=request.follow)
    start = output.end - MOST_BYTES
    data = output.read(start, None, request.stream)
    return _reply(session, data, output.end, left_out=start, streamed=request.follow)


def _reply(
    session: Session, data: bytes, cursor: int, *, left_out: int = 0, streamed: bool = False
) -> Reply:
    return Reply(
        session=session.name,
        text=data.decode("utf-8", "replace"),
        cursor=cursor,
        left_out_bytes=left_out,
        streamed=streamed,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the output as it is, and under it the cursor."""
    if reply.streamed:
        return reply.text
    parts = []
    if reply.left_out_bytes:
        parts.append(f"({reply.left_out_bytes} earlier bytes left out: daebug output --all)\n")
    parts.append(reply.text)
    if reply.text and not reply.text.endswith("\n"):
        parts.append("\n")
    parts.append(
        look.paint(f"-- cursor {reply.cursor}: daebug output --since {reply.cursor}\n", "dim")
    )
    return "".join(parts)
