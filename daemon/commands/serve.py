"""Serve this folder in the foreground, and tell what happens in it.

It is what daebug does without a verb.  Ctrl-C ends it; so do daebug stop and
a line %%SHUTDOWN%% in daebug.md.  A folder that is served already is followed,
and goes on being served afterwards.  daebug --help lists all verbs.

Examples:
  daebug
  daebug --root site --port 8200
  daebug serve --root site
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol.transcript import clock
from .. import serving_root
from ..diary import Entry
from ..keyhole import Keyhole
from ..look import Look
from ..page_state import Root
from ..realm_list import ListedRoot, listed_root

TOPIC = "pages"

PARAMS = (
    click.Option(["--root", "-r"], default="", metavar="DIR", help=serving_root.ROOT_HELP),
    click.Option(
        ["--port", "-p"], type=serving_root.PORTS, metavar="N", help=serving_root.PORT_HELP
    ),
)

#: Longest silence before the root is looked at again, in seconds.
LOOK_S = 3600.0


class Request(msgspec.Struct, kw_only=True):
    """Which folder, where."""

    root: str = ""
    #: 0 = the setting, else the one that follows from the folder's name.
    port: int = 0


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The first one says where; those after it what happened; the last one that it is over."""

    #: ``served`` (by this command) or ``followed`` (it was served before), then nothing,
    #: at last ``over``.
    state: str = ""
    served: ListedRoot | None = None
    happened: list[Entry] = []
    #: Entries before these that came too fast.
    left_out: int = 0


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield where it is served, then what happens, until it is served no more.

    Raises:
        NoSuchFile, CantServe, PortTaken: it can't be served.
    """
    path = serving_root.folder(request.root, hub.caller)
    before = hub.state.roots.get(path)
    root = await serving_root.served(hub, path, request.port)
    ours = (before is None or before.lent) and not root.foreground
    root.foreground = root.foreground or ours
    hub.lasting()
    try:
        yield Reply(state="served" if ours else "followed", served=listed_root(root))
        seq = 0 if ours else root.diary.seq
        while True:
            happened, left_out = root.diary.since(seq)
            seq = root.diary.seq
            if happened:
                yield Reply(happened=happened, left_out=left_out)
            elif not _open(hub, root):
                yield Reply(state="over", served=listed_root(root))
                return
            elif hub.interrupted:
                if not (ours and root.foreground):
                    return
                await hub.pages.close_root(root.path)
            await _more(hub, root, seq)
    finally:
        # ``start`` in the same folder means that it is to stay.
        if ours and root.foreground and _open(hub, root):
            hub.pages.closing(root.path)


async def _more(hub: Keyhole, root: Root, seq: int) -> None:
    """Wait for an entry after number ``seq``, for the end, or for an interrupt."""

    def changed() -> bool:
        return root.diary.seq > seq or not _open(hub, root) or hub.interrupted

    await hub.until(changed, LOOK_S)


def _open(hub: Keyhole, root: Root) -> bool:
    """Whether ``root`` is still served."""
    return hub.state.roots.get(root.path) is root


def render(reply: Reply, look: Look) -> str:
    """Return what to do first, then a line for each thing that happened."""
    if reply.served is not None:
        return _place(reply.state, reply.served, look)
    lines = [f"({reply.left_out} lines left out)"] if reply.left_out else []
    for entry in reply.happened:
        stamp = look.paint(clock.hms(entry.at * 1000), "dim")
        text = look.paint(entry.text, "red") if entry.what == "failed" else entry.text
        lines.append(f"{stamp} {look.paint(entry.realm, 'bold')} {text}")
    return "".join(f"{line}\n" for line in lines)


def _place(state: str, served: ListedRoot, look: Look) -> str:
    """Return where a folder is served, or that it is not any more."""
    if state == "over":
        return f"{served.path} is served no more\n"
    again = " already" if state == "followed" else ""
    ends = "stop following" if state == "followed" else "stop serving"
    transcript = os.path.join(served.path, "daebug", "<page>.md")
    return (
        f"{served.path} is served{again} at {look.paint(served.url, 'bold')}\n"
        f"index: {served.index}\n"
        f"Open the address in a browser; then append js blocks to {transcript},\n"
        "or: daebug realms, daebug run REALM CODE, daebug --help for all verbs.\n"
        f"Ctrl-C to {ends}.\n"
    )
