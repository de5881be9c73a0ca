"""Which files a caller means: those under its folder, by the list of its project."""

from __future__ import annotations

import asyncio
import os
from bisect import bisect_left
from dataclasses import dataclass

from ...protocol.config import Config
from ...protocol.errors.searching import CantList
from ..keyhole import Caller, Keyhole
from . import containment
from .globs import Test
from .trees import Listing

#: More names than this are looked through in a thread.
_MANY = 20_000


@dataclass(frozen=True)
class Scope:
    """Files under one folder."""

    listing: Listing
    #: The folder, and what names in the listing begin with there (``""`` or ``sub/``).
    folder: str
    prefix: str
    #: Relative to the folder, sorted.
    names: list[str]


async def scope(hub: Keyhole, folder: str, *, verb: str, allow_outside: bool = False) -> Scope:
    """Return the files under ``folder`` (as typed; empty = the caller's own).

    Raises:
        OutsideProject: it is not in the caller's project, and that is not allowed.
        CantList: it is no folder, or can't be read.
    """
    path = place(hub.caller, hub.config, folder, verb=verb, allow_outside=allow_outside)
    root = containment.project(path)
    found = under(await hub.trees.current(root), path)
    if not found.names and path != root and await asyncio.to_thread(_filled, path):
        # It has files that the project ignores; whoever stands here means them.
        return under(await hub.trees.current(path), path)
    return found


def place(caller: Caller, config: Config, folder: str, *, verb: str, allow_outside: bool) -> str:
    """Return the real path of a folder that ``caller`` may look into.

    Raises:
        OutsideProject: it may not.
        CantList: it is no folder.
    """
    found = containment.resolve(
        folder or ".", caller, config, verb=f"{verb} --dir", allow_outside=allow_outside
    )
    if not os.path.isdir(found.path):
        there = os.path.lexists(found.path)
        raise CantList(path=found.shown, why="it is no folder" if there else "it does not exist")
    return found.path


def under(listing: Listing, path: str) -> Scope:
    """Return the part of a list that is under ``path``."""
    names = listing.names()
    if path == listing.root:
        return Scope(listing, path, "", names)
    prefix = os.path.relpath(path, listing.root) + "/"
    start = bisect_left(names, prefix)
    end = bisect_left(names, prefix[:-1] + "0")  # "0" follows "/"
    cut = len(prefix)
    return Scope(listing, path, prefix, [name[cut:] for name in names[start:end]])


def hidden(name: str) -> bool:
    """Whether a part of the path starts with a dot."""
    return name.startswith(".") or "/." in name


async def passing(names: list[str], passes: Test | None, *, without_hidden: bool) -> list[str]:
    """Return the names that pass; a long list does not hold up the loop."""
    if passes is None and not without_hidden:
        return names
    if len(names) > _MANY:
        return await asyncio.to_thread(_passing, names, passes, without_hidden)
    return _passing(names, passes, without_hidden)


def _passing(names: list[str], passes: Test | None, without_hidden: bool) -> list[str]:  # noqa: FBT001 - positional for to_thread
    shown = [name for name in names if not hidden(name)] if without_hidden else names
    return shown if passes is None else [name for name in shown if passes(name)]


def newest(folder: str, names: list[str], most: int) -> tuple[list[str], int]:
    """Return the last written of ``names``, newest first, and how many are left out."""
    found = []
    try:
        at = os.open(folder, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return [], 0  # it went in this moment, and all with it
    try:
        for name in names:
            try:
                found.append((-os.stat(name, dir_fd=at).st_mtime_ns, name))
            except OSError:
                continue  # it went in this moment
    finally:
        os.close(at)
    found.sort()
    return [name for _, name in found[:most]], max(len(found) - most, 0)


def _filled(folder: str) -> bool:
    """Whether there is anything in ``folder``."""
    try:
        return bool(os.listdir(folder))
    except OSError:
        return False
