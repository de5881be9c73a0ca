"""The version that a program tells of itself, asked once of each file."""

from __future__ import annotations

import functools
import re
import subprocess
from pathlib import Path

#: Seconds that a program has to tell its version.
VERSION_S = 10.0


def version(path: Path, *words: str) -> str:
    """Return the version that ``path WORDS`` prints; empty = it does not run, or tells none.

    Asked again once the file has changed: it may take 50 ms.
    """
    return _version((str(path), *words), _stamp(path))


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
