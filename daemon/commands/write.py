"""Write standard input to a file, byte for byte, as a whole or not at all.

Missing folders are made.  A file that is there is replaced only if this agent
has read it and it has not changed since; --expect names the content it must
have, --force takes any.  Mode and owner of the file stay.

Examples:
  daebug write notes.md < draft.md
  echo 'all: main' | daebug write Makefile
  daebug write config.json --force < new.json
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import asking, offload, writing
from ..workspace.writing import Known

TOPIC = "workspace"

PARAMS = (
    click.Argument(["file"]),
    click.Option(["--force"], is_flag=True, help="Replace a file, whatever is in it."),
    asking.EXPECT,
    asking.AGENT,
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """Which file; its content is ``text``, or what standard input holds."""

    file: str
    text: str | None = None
    force: bool = False
    expect: str = ""
    agent: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was written."""

    file: str
    bytes: int
    lines: int
    created: bool
    #: The file was not that already.
    changed: bool
    hash: str
    notes: list[str] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Write it."""
    shared, limits = hub.workspace, hub.config.workspace
    place = asking.place(
        hub, request.file, verb="write", allow_outside=request.allow_outside, writing=True
    )
    if request.text is None:
        data = await asking.standard_input(hub)
    else:
        data = request.text.encode("utf-8", "surrogatepass")
    agent = asking.agent(hub, request.agent)
    holder = asking.holder(hub, request.agent, "write")
    async with shared.writing(place.path, holder=holder, timeout_s=limits.lock_s):
        last = shared.seen.last(agent, place.path)
        known = Known(agent, last, request.expect, request.force)
        found = await offload.done(
            lambda: writing.written(place, data, known, limits.edit_bytes, durable=limits.durable)
        )
        shared.seen.note(agent, place.path, found.hash)
    return Reply(
        file=place.shown,
        bytes=len(data),
        lines=data.count(b"\n") + (not data.endswith(b"\n") and bool(data)),
        created=found.created,
        changed=found.changed,
        hash=found.hash,
        notes=found.notes,
    )


def render(reply: Reply, look: Look) -> str:
    """Return one line, and notes."""
    what = "made" if reply.created else "replaced" if reply.changed else "was that already"
    notes = "".join(f"note: {note}\n" for note in reply.notes)
    return f"{quoting.shown(reply.file)}: {what}, {reply.lines} lines, {reply.bytes} bytes\n{notes}"
