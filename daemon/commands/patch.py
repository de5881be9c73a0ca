"""Apply a patch to any number of files, all of it or nothing.

A unified diff, git's too, or an agent's patch (*** Begin Patch).  Paths are
meant from here.  A hunk is put where its lines are, once they are found in one
place; line numbers are hints.  New files, deletions, renames and executable
bits are understood; binary patches are not.

Examples:
  git diff | daebug patch --dry-run
  daebug patch fix.diff
  daebug patch - < fix.diff
"""

from __future__ import annotations

from functools import partial

import click
import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import apart, asking, contents, offload, patch_text, patching
from ..workspace.patching import PatchedFile, Work

TOPIC = "workspace"

PARAMS = (
    click.Argument(["file"], required=False, default="-"),
    asking.DRY_RUN,
    asking.AGENT,
    asking.ALLOW_OUTSIDE,
)


class Request(msgspec.Struct, kw_only=True):
    """Where the patch is: a file, ``-`` for standard input; or ``text``, the patch itself."""

    file: str = "-"
    text: str | None = None
    dry_run: bool = False
    agent: str = ""
    allow_outside: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was done to each file, in the order of the patch."""

    files: list[PatchedFile]
    dry_run: bool


async def run(request: Request, hub: Keyhole) -> Reply:
    """Apply it."""
    shared, limits = hub.workspace, hub.config.workspace
    text = request.text if request.text is not None else await _text(request, hub)
    patches = await offload.done(lambda: patch_text.read(text))
    names = [name for one in patches for name in (one.path, one.move) if name]
    places = {
        name: asking.place(
            hub, name, verb="patch", allow_outside=request.allow_outside, writing=True
        )
        for name in dict.fromkeys(names)
    }
    paths = [place.path for place in places.values()]
    agent = asking.agent(hub, request.agent)
    holder = asking.holder(hub, request.agent, "patch")
    async with shared.writing(*paths, holder=holder, timeout_s=limits.lock_s):
        known = {path: digest for path in paths if (digest := shared.seen.last(agent, path))}
        work = Work(patches, places, known, agent, limits.edit_bytes, limits.durable)
        job = partial(patching.patched, work, dry_run=request.dry_run)
        files, digests = await apart.done(job, max(len(text), apart.longest(places.values())))
        if not request.dry_run:
            for path, digest in digests.items():
                shared.seen.note(agent, path, digest)
    return Reply(files=files, dry_run=request.dry_run)


async def _text(request: Request, hub: Keyhole) -> str:
    """Return the patch that standard input or a file holds."""
    if request.file == "-":
        data = await asking.standard_input(hub)
    else:
        place = asking.place(hub, request.file, verb="patch", allow_outside=request.allow_outside)
        limit = hub.config.workspace.edit_bytes
        data = (await offload.done(lambda: contents.load(place, limit))).data
    return data.decode("utf-8", "surrogateescape")


def render(reply: Reply, look: Look) -> str:
    """Return a line for each file, and remarks."""
    dry = "would be " if reply.dry_run else ""
    return "".join(_line(one, dry) for one in reply.files)


def _line(one: PatchedFile, dry: str) -> str:
    """Return what was done to one file."""
    source = f" from {quoting.shown(one.moved_from)}" if one.moved_from else ""
    notes = "".join(f"note: {note}\n" for note in one.notes)
    file = quoting.shown(one.file)
    return f"{file}: {dry}{one.done}{source}  +{one.added} -{one.removed}\n{notes}"
