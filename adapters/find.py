"""Where adapters are: the settings' path, PATH, known folders, our own environment.

Looks at the file system and starts nothing.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..protocol import places
from ..protocol.errors.adapter import AdapterMissing


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An adapter that can be started."""

    #: Name of the adapter, as users write it.
    adapter: str
    #: Program and arguments that make it speak DAP; ``${port}`` and ``${pipe}`` are filled in.
    command: tuple[str, ...]
    #: What was found, where an interpreter runs it; empty = the command's first word.
    program: str = ""
    #: Major version; 0 = its name does not tell.
    major: int = 0
    #: How to install it, for the error when it can't be run.
    install: str = ""
    #: Version as the program itself tells it; empty = it was not asked.
    version: str = ""
    #: How it is reached: a word of ``transport``.
    transport: str = "stdio"
    #: Its debuggee inherits its standard streams: ``pipes`` or ``terminal`` of ours; empty = no.
    lends: str = ""


def folders(env: Mapping[str, str], known: Sequence[str]) -> list[Path]:
    """Return the folders to look in, best first: PATH, ours, then ``known`` patterns."""
    path = [Path(part) for part in env.get("PATH", "").split(os.pathsep) if part]
    ours = [Path(sys.executable).parent, *sorted(places.adapter_folder(env).glob("*/bin"))]
    matches = [sorted(Path("/").glob(pattern.lstrip("/"))) for pattern in known]
    every = [*path, *ours, *(match for group in matches for match in group)]
    return list(dict.fromkeys(every))


def programs(names: re.Pattern[str], among: Iterable[Path]) -> list[Path]:
    """Return the executable files whose whole name matches, in the order of ``among``."""
    found: list[Path] = []
    for folder in among:
        try:
            entries = sorted(os.listdir(folder))
        except OSError:
            continue
        paths = (folder / entry for entry in entries if names.fullmatch(entry))
        found += [path for path in paths if os.access(path, os.X_OK) and path.is_file()]
    return found


def named(
    adapter: str,
    names: re.Pattern[str],
    wanted: str,
    env: Mapping[str, str],
    *,
    known: Sequence[str] = (),
    install: str,
) -> list[Path]:
    """Return what may be ``adapter``, as ``programs``; ``wanted``, a path or a name, overrides.

    Raises:
        AdapterMissing: there is nothing, with the places.
    """
    if wanted:
        path = on_path(wanted, env) if "/" not in wanted else wanted
        found = [Path(path)] if path and os.access(path, os.X_OK) else []
        looked = wanted
    else:
        among = folders(env, known)
        found = programs(names, among)
        looked = ", ".join(map(str, among))
    if not found:
        raise AdapterMissing(adapter=adapter, looked=looked, install=install)
    return found


def on_path(program: str, env: Mapping[str, str]) -> str:
    """Return the path of ``program`` as a shell with ``env`` would find it; empty = none."""
    for part in env.get("PATH", "").split(os.pathsep):
        path = Path(part or ".") / program
        if os.access(path, os.X_OK) and path.is_file():
            return str(path)
    return ""
