"""Reading a command without keeping the hub from its other work."""

from __future__ import annotations

import asyncio
import sys

from .plan import Parsed

#: A text up to this length is read at once: about a millisecond, at worst some forty.
AT_ONCE_CHARS = 1000


async def parsed(text: str) -> Parsed:
    """Return what ``text`` would do; see ``parsed.parsed``."""
    if len(text) <= AT_ONCE_CHARS and f"{__package__}.parsed" in sys.modules:
        return _read(text)
    # Long, or the first of all: the grammar takes 40 ms to load.
    return await asyncio.to_thread(_read, text)


def _read(text: str) -> Parsed:
    """Return what ``text`` would do."""
    from . import parsed as reader  # tree-sitter: not with the first command of all

    return reader.parsed(text)
