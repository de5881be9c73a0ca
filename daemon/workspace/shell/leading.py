"""Where the files that a command names lead now, and which folders to ask about."""

from __future__ import annotations

import os
from collections.abc import Callable

from .plan import Leads, Parsed


def asked(
    found: Parsed, cwd: str, home: str, inside: Callable[[str], bool]
) -> tuple[list[Leads], list[str]]:
    """Return where the files lead, and the folders outside that must be asked about.

    ``inside`` tells whether a real absolute path lies in the caller's project.  A folder
    is named as a pattern, ``/etc/*``; each once, in document order.
    """
    leads = []
    folders: dict[str, None] = {}
    for file in found.files:
        path = _real(file.path, cwd, home)
        outside = not inside(path)
        leads.append(Leads(typed=file.typed, path=path, how=file.how, outside=outside))
        if outside:
            folder = path if file.pattern or os.path.isdir(path) else os.path.dirname(path)
            folders[os.path.join(folder, "*")] = None
    return leads, list(folders)


def _real(path: str, cwd: str, home: str) -> str:
    """Return the absolute path, links resolved."""
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    elif path.startswith("~"):
        path = os.path.expanduser(path)
    return os.path.realpath(os.path.join(cwd, path))
