"""Show what the program and its log points wrote, as it arrived.

The two streams have terminals of their own: within a few milliseconds one may
overtake the other.

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

#: A line longer than this is cut rather than left out.
LINE_BYTES = 4096

#: Longest silence of --follow before the state is looked at again, in seconds.
LOOK_S = 3600.0

PARAMS = (
    click.Option(["--follow", "-f"], is_flag=True, help="Stream until the program ends."),
    click.Option(["--tail", "-n"], type=int, metavar="N", help="The last N lines."),
    click.Option(["--since"], type=int, metavar="CURSOR", help="What came after this cursor."),
    click.Option(
        ["--stream"], type=click.Choice(["stdout", "stderr", "log"]), help="Of one stream only."
    ),
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
    """Yield the output, once or as it comes, in pieces of ``MOST_BYTES`` at most."""
    session = hub.session()
    output = session.output
    at, until, left_out = _range(request, session)
    while at < until:
        piece = _piece(request, session, at, until)
        at = piece.cursor
        last = at >= until and not request.follow
        yield msgspec.structs.replace(piece, streamed=not last, left_out_bytes=left_out)
        left_out = 0
        if last:
            return
    if not request.follow:
        yield Reply(session=session.name, text="", cursor=at, left_out_bytes=left_out)
    while request.follow:
        await hub.until(lambda at=at: output.end > at or not session.live, LOOK_S)  # type: ignore[misc]  # bound per turn
        if output.end > at:
            piece = _piece(request, session, at, output.end)
            at = piece.cursor
            yield msgspec.structs.replace(piece, streamed=True)
        elif not session.live:
            return


def _range(request: Request, session: Session) -> tuple[int, int, int]:
    """Return from which cursor to which is asked for, and the bytes before that are left out."""
    output = session.output
    if request.tail is not None:
        return output.tail_from(request.tail, request.stream), output.end, 0
    if request.since is not None:
        since = max(request.since, 0)
        until = output.end if request.all else min(output.end, since + MOST_BYTES)
        return max(since, output.first), until, max(0, output.first - since)
    start = output.first if request.all else max(output.first, output.end - MOST_BYTES)
    if start:
        # Begin with a whole line, where there is one near.
        start += output.read(start, start + LINE_BYTES).find(b"\n") + 1
    return start, output.end, start


def _piece(request: Request, session: Session, at: int, until: int) -> Reply:
    """Return the next piece; it ends with a whole character unless the output itself does not."""
    end = min(until, at + MOST_BYTES)
    data = session.output.read(at, end, request.stream)
    if not request.stream and end < until:
        cut = incomplete(data)
        data, end = data[: len(data) - cut], end - cut
    return Reply(session=session.name, text=data.decode("utf-8", "replace"), cursor=end)


def incomplete(data: bytes) -> int:
    """Return how many bytes at the end of ``data`` are the start of a longer character.

    >>> incomplete("aé".encode()[:-1])
    1
    """
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            needed = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return back if needed > back else 0
    return 0


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
