"""How long each test file took when it ran last: one small file a root, in the state folder."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ...protocol import places

log = logging.getLogger("daebug.tests")

#: Files that are remembered of one root, and roots.
FILES, ROOTS = 5_000, 200


class Durations(msgspec.Struct, frozen=True):
    """The file's content."""

    root: str = ""
    #: Milliseconds by ``/path``.
    files: dict[str, float] = {}


_decoder = msgspec.json.Decoder(Durations)


def read(env: Mapping[str, str], root: str) -> dict[str, float]:
    """Return the last known durations of ``root``, milliseconds by ``/path``; empty = none."""
    try:
        known = _decoder.decode(_place(env, root).read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return known.files if known.root == root else {}


def write(env: Mapping[str, str], root: str, took_ms: Mapping[str, float]) -> None:
    """Remember ``took_ms`` beside what is known of ``root``; a failure is logged and no more."""
    if not took_ms:
        return
    merged = {**read(env, root), **took_ms}
    newest_last = [file for file in merged if file not in took_ms] + list(took_ms)
    kept = {file: round(merged[file], 1) for file in newest_last[-FILES:]}
    place = _place(env, root)
    temporary = place.with_suffix(f".{os.getpid()}.new")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.encode(Durations(root, kept)))
        os.replace(temporary, place)
        _trim(place.parent)
    except OSError as error:
        log.warning("durations of %s are not kept: %s", root, error)


def _place(env: Mapping[str, str], root: str) -> Path:
    """Return the file for ``root``."""
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
    return places.state_folder(env) / "tests" / f"{name}.json"


def _trim(folder: Path) -> None:
    """Remove the oldest files of more than ``ROOTS``."""
    held = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in held[:-ROOTS]:
        with contextlib.suppress(OSError):
            path.unlink()
