"""Names and ports that follow from other names: transcript files, the port of a folder.

The rules are those of the predecessor, so that its files and bookmarks go on working.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Ports are ``FIRST_PORT`` to ``FIRST_PORT + PORTS - 1``.
FIRST_PORT, PORTS = 8100, 1000

#: Other ports that are tried when the first is taken.
FALLBACKS = 19


def sanitised(name: str) -> str:
    """Return ``name`` as a file is called: lower case, and one hyphen for whatever is between.

    >>> sanitised("../../etc/passwd")
    'etc-passwd'
    """
    return re.sub("[^a-z0-9]+", "-", name.lower()).removeprefix("-").removesuffix("-")


def transcript(realm: str, present: Iterable[str] = ()) -> str:
    """Return the file name for ``realm``; one of ``present`` that differs in case only is taken.

    >>> transcript("7-zen", ["notes.md", "7-Zen.MD"])
    '7-Zen.MD'
    """
    wanted = f"{sanitised(realm)}.md"
    return next((name for name in present if name.lower() == wanted), wanted)


def port(folder: str) -> int:
    """Return the port for a root called ``folder`` (the last part of its path)."""
    hashed = 0
    units = folder.lower().encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2], strict=True):
        hashed = (hashed * 31 + (high << 8 | low)) & 0xFFFFFFFF
    signed = hashed - (1 << 32) if hashed >> 31 else hashed
    return FIRST_PORT + abs(signed) % PORTS


def ports(folder: str) -> list[int]:
    """Return the ports to try for a root called ``folder``, in order; some may be there twice."""
    return [port(folder), *(port(f"{folder}{count}") for count in range(1, FALLBACKS + 1))]
