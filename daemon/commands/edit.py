"""Replace a text in a file, also where it was quoted a little wrong.

Nine strategies are tried, from exact to lenient; the answer names the one that
fired and shows the diff.  A text that is there several times is not replaced
unless --all is given or a strategy singles out one place.  Line ends, byte
order mark, encoding and mode stay.  A file that changed since this agent read
it is refused.  Without --old, standard input holds a JSON object: one edit
{"file", "old", "new", "all"}, or several, {"file", "edits": [{"old", "new"}]},
of one file or of many, which are done all or not at all.

Examples:
  daebug edit main.c --old 'int left = 0;' --new 'int left = 1;'
  daebug edit main.c --old 'count' --new 'total' --all --dry-run
  echo '{"edits": [{"old": "a", "new": "b"}]}' | daebug edit main.c
"""

from __future__ import annotations

from functools import partial

import click
import msgspec

from ...protocol import quoting
from ...protocol.errors.usage import BadUsage
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import apart, asking, editing
from ..workspace.editing import Edit, EditedFile, Wish

TOPIC = "workspace"

PARAMS = (
    click.Argument(["file"], required=False, default=""),
    click.Option(["--old"], metavar="TEXT", help="The text that is there."),
    click.Option(["--new"], metavar="TEXT", help="The text that takes its place."),
    click.Option(["--all"], is_flag=True, help="Replace it wherever it is."),
    asking.DRY_RUN,
    asking.EXPECT,
    asking.AGENT,
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """One edit, or ``edits``; with neither, standard input has them."""

    file: str = ""
    old: str | None = None
    new: str | None = None
    all: bool = False
    edits: list[Edit] = []
    dry_run: bool = False
    expect: str = ""
    agent: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was done to each file, in the order they were named."""

    files: list[EditedFile]
    dry_run: bool


async def run(request: Request, hub: Keyhole) -> Reply:
    """Edit all files, or none."""
    request = await _whole(request, hub)
    shared = hub.workspace
    agent = asking.agent(hub, request.agent)
    wishes: dict[str, Wish] = {}
    for number, edit in enumerate(request.edits, 1):
        place = asking.place(
            hub, edit.file, verb="edit", allow_outside=request.allow_outside, writing=True
        )
        fresh = Wish(
            place,
            [],
            [],
            last_seen=shared.seen.last(agent, place.path),
            expected=request.expect,
            agent=agent,
        )
        wish = wishes.setdefault(place.path, fresh)
        wish.edits.append(edit)
        if len(request.edits) > 1:
            wish.numbers.append(number)
    limits = hub.config.workspace
    holder = asking.holder(hub, request.agent, "edit")
    async with shared.writing(*wishes, holder=holder, timeout_s=limits.lock_s):
        work = partial(
            editing.edited,
            list(wishes.values()),
            limits.edit_bytes,
            dry_run=request.dry_run,
            durable=limits.durable,
        )
        files = await apart.done(work, _longest(list(wishes.values())))
        if not request.dry_run:
            for wish, one in zip(wishes.values(), files, strict=True):
                shared.seen.note(agent, wish.place.path, one.hash)
    return Reply(files=files, dry_run=request.dry_run)


def _longest(wishes: list[Wish]) -> int:
    """Return the size of the longest text that takes part, about, in bytes."""
    said = (len(text) for wish in wishes for edit in wish.edits for text in (edit.old, edit.new))
    return max([apart.longest(wish.place for wish in wishes), *said])


async def _whole(request: Request, hub: Keyhole) -> Request:
    """Return the request with all that was said of it on the line and on standard input."""
    said = request.old is not None or request.new is not None
    if said and (request.old is None or request.new is None):
        raise BadUsage(why="give both --old and --new", command="daebug edit")
    if said and request.edits:
        raise BadUsage(why='give "old" and "new", or "edits"', command="daebug edit")
    file = "" if request.file == "-" else request.file
    if said:
        edits = [Edit(old=request.old or "", new=request.new or "", all=request.all, file=file)]
    elif request.edits:
        edits = [
            Edit(old=one.old, new=one.new, all=one.all or request.all, file=one.file or file)
            for one in request.edits
        ]
    else:
        edits, more = editing.read_json(await asking.standard_input(hub), file)
        request.dry_run = request.dry_run or bool(more["dry_run"])
        request.expect = request.expect or str(more["expect"])
    if not all(one.file for one in edits):
        raise BadUsage(why="no file is named", command="daebug edit")
    if request.expect and len({one.file for one in edits}) > 1:
        raise BadUsage(why="a hash is of one file", command="daebug edit")
    request.edits = edits
    return request


def render(reply: Reply, look: Look) -> str:
    """Return what was done, and the diff, file by file."""
    return "".join(_one(file, dry_run=reply.dry_run) for file in reply.files)


def _one(file: EditedFile, *, dry_run: bool) -> str:
    """Return what was done to one file."""
    verb = "would change" if dry_run else "changed"
    places = sum(edit.count for edit in file.edits)
    ways = ", ".join(dict.fromkeys(edit.strategy for edit in file.edits))
    where = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in file.lines[:10])
    more = f" and {len(file.lines) - 10} more" if len(file.lines) > 10 else ""
    count = f"{places} places" if places > 1 else "1 place"
    head = f"{quoting.shown(file.file)}: {verb} {count} ({ways}), now line {where}{more}"
    notes = [edit.note for edit in file.edits if edit.note] + file.notes
    said = "".join(f"note: {note}\n" for note in dict.fromkeys(notes))
    left = file.diff_left_out_lines
    cut = f"... {left} more lines of the diff are not shown\n" if left else ""
    return f"{head}  +{file.added} -{file.removed}\n{said}{file.diff}{cut}"
