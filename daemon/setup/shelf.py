"""The folder of adapters that were installed for Daebug alone, and what is in it.

``NAME`` is a link to ``versions/NAME-XXXXXXXX``, where the package lies at the
path that it was installed to; a link is changed in one step, so an adapter is
there whole or not at all.  ``receipt.json`` beside the package tells of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

import msgspec

from ...protocol.config import Described
from .recipes import RECIPES

#: The packages themselves, and what tells of one.
VERSIONS, RECEIPT = "versions", "receipt.json"

#: Seconds after which nobody installs into a folder any more.
STALE_S = 2 * 3600.0


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was installed, from where."""

    adapter: str
    #: Package manager, package and its version.
    by: str
    package: str
    version: str
    #: Its program, and the commands that installed it.
    program: str
    commands: list[str]
    #: Checksum of what was fetched, by the registry; empty = it gives none.
    checksum: str = ""


def fresh(shelf: Path, adapter: str) -> Path:
    """Make a folder for one more version of ``adapter``; return it."""
    folder = shelf / VERSIONS / f"{adapter}-{os.urandom(4).hex()}"
    (folder / "scratch").mkdir(mode=0o700, parents=True)
    (folder / "bin").mkdir()
    return folder


def put(shelf: Path, folder: Path, receipt: Receipt) -> None:
    """Make the package in ``folder`` the adapter's, in place of an older one."""
    (folder / RECEIPT).write_bytes(msgspec.json.format(msgspec.json.encode(receipt)))
    old = held(shelf, receipt.adapter)
    link = shelf / f".{folder.name}"
    try:
        link.symlink_to(Path(VERSIONS) / folder.name)
        os.replace(link, shelf / receipt.adapter)
    finally:
        link.unlink(missing_ok=True)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def stale(shelf: Path, adapter: str) -> list[Path]:
    """Return folders that an installation left which was killed: old ones with no link to them."""
    kept, before = held(shelf, adapter), time.time() - STALE_S
    folders = (shelf / VERSIONS).glob(f"{adapter}-????????")
    return [path for path in folders if path != kept and path.stat().st_mtime < before]


def strange(shelf: Path, adapter: str) -> bool:
    """Whether somebody else's folder is where the adapter's link would be."""
    path = shelf / adapter
    return path.exists() and not path.is_symlink()


def take(shelf: Path, adapter: str) -> Receipt | None:
    """Remove an adapter that was installed; return what it was."""
    receipt, folder = receipt_of(shelf, adapter), held(shelf, adapter)
    with contextlib.suppress(FileNotFoundError):
        (shelf / adapter).unlink()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    return receipt


def held(shelf: Path, adapter: str) -> Path | None:
    """Return the folder that an adapter's link leads to; ``None`` = there is no link."""
    try:
        return shelf / os.readlink(shelf / adapter)
    except OSError:
        return None


def receipt_of(shelf: Path, adapter: str) -> Receipt | None:
    """Return what tells of an installed adapter; ``None`` = it was not installed, or not by us."""
    try:
        return msgspec.json.decode((shelf / adapter / RECEIPT).read_bytes(), type=Receipt)
    except (OSError, msgspec.MsgspecError):
        return None


def described(shelf: Path) -> dict[str, Described]:
    """Return the adapters without a module that were installed, as the settings would."""
    return {
        recipe.adapter: msgspec.structs.replace(
            recipe.described, command=[str(shelf / recipe.adapter / "bin" / recipe.program)]
        )
        for recipe in RECIPES
        if recipe.described is not None and (shelf / recipe.adapter / RECEIPT).exists()
    }
