"""The version that a program tells of itself, asked once of each file."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..protocol.errors.adapter import AdapterMissing
from . import find

#: Seconds that a program has to tell its version.
VERSION_S = 10.0


def version(path: Path, *words: str) -> str:
    """Return the version that ``path WORDS`` prints; empty = it does not run, or tells none.

    Asked again once the file has changed: it may take 50 ms.
    """
    return _version((str(path), *words), _stamp(path))


def newest(
    adapter: str,
    wanted: str,
    names: re.Pattern[str],
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    first: int,
    install: str,
    known: Sequence[str] = (),
) -> tuple[Path, str]:
    """Return the newest program called one of ``names``, and its version (``PATH WORDS`` tells it).

    ``wanted`` is a path that overrides, ``first`` the lowest major version that will do.

    Raises:
        AdapterMissing: there is none, or none that is new enough; with what there is.
    """
    programs = find.named(adapter, names, wanted, env, known=known, install=install)
    versions = {path: version(path, *words) for path in programs}
    able = [path for path in programs if major(versions[path]) >= first]
    if not able:
        told = [
            f"{path} ({said or 'does not run'}; {first} is the first that will do)"
            for path, said in versions.items()
        ]
        raise AdapterMissing(adapter=adapter, looked=", ".join(told), install=install)
    best = max(able, key=lambda path: numbers(versions[path]))
    return best, versions[best]


def declared(*files: Path) -> str:
    """Return the version that the first of JSON ``files`` with one tells; empty = none does."""
    for path in files:
        try:
            about = json.loads(path.read_text())
        except (OSError, ValueError):
            continue
        if isinstance(about, dict) and (said := about.get("version")):
            return str(said).lstrip("v")
    return ""


def numbers(said: str) -> tuple[int, ...]:
    """Return a version as numbers: ``(1, 27, 2)``."""
    return tuple(int(part) for part in re.findall(r"\d+", said)[:3])


def major(said: str) -> int:
    """Return the first number of a version; 0 = there is none."""
    number = said.partition(".")[0]
    return int(number) if number.isdigit() else 0


@functools.cache
def _version(command: tuple[str, ...], _stamp: int) -> str:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=VERSION_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    # gdb's first line ends in it; Delve's second one begins with it.
    lines = done.stdout.decode(errors="replace").splitlines()
    said = [number for line in lines for number in re.findall(r"\d+\.\d[\w.]*$", line)]
    return said[0] if said and done.returncode == 0 else ""


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
