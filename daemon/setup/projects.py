"""Which adapters a project needs, by the names of its files.  Looks at names and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

#: Adapters for programs of the system's own format, best first; one of them is enough.
NATIVE = ("lldb-dap", "gdb", "codelldb")

#: Ending of a file -> what debugs it, best first.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".rs", ".zig"), NATIVE),
    ".py": ("debugpy",),
    ".go": ("delve",),
    ".sh": ("bash-dap",),
    ".bash": ("bash-dap",),
}

#: Of the native ones, the one that is installed where none is here: the smallest.
SMALLEST = "gdb"

#: How deep, and at how many names, a project is looked at.
DEPTH, NAMES = 4, 20_000

#: Folders with the code of others.
FOREIGN = frozenset({"node_modules", "target", "build", "dist", "vendor", "venv", "__pycache__"})


def wanted(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the first file of each kind (relative) -> the adapters that debug such files."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _files(folder):
        adapters = ENDINGS.get(os.path.splitext(name)[1], ())
        if adapters and adapters not in found.values():
            found[name] = adapters
    return found


def _files(folder: Path) -> Iterator[str]:
    """Yield names of files below ``folder``, relative to it."""
    left = NAMES
    for path, folders, names in os.walk(folder):
        below = os.path.relpath(path, folder)
        depth = 0 if below == "." else below.count(os.sep) + 1
        folders[:] = sorted(
            one for one in folders if depth < DEPTH and one not in FOREIGN and one[0] != "."
        )
        for name in sorted(names):
            yield name if below == "." else os.path.join(below, name)
            left -= 1
            if left <= 0:
                return
