"""The diary of a root: what happened in it last, one short line each, for who looks on.

It is bounded, and a reader that is slow is told how much it missed.
"""

from __future__ import annotations

import time
from collections import deque

import msgspec

from ..protocol import plain

#: Lines that are kept of one root.
KEPT = 200

#: Characters of one line.
LINE_CHARS = 200

#: Characters of a job's code in a line.
CODE_CHARS = 40


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    #: UTC seconds.
    at: float
    #: ``joined``, ``left``, ``ran``, ``failed`` or ``tests``.
    what: str
    realm: str
    #: One line, without the realm's name.
    text: str


class Diary:
    """The last entries, oldest first."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        #: Entries that were ever made; the number of the next one.
        self.seq = 0

    def add(self, what: str, realm: str, text: str) -> None:
        """Write an entry, now."""
        line = plain.one_line(text, LINE_CHARS)
        self._entries.append(Entry(at=time.time(), what=what, realm=realm, text=line))
        self.seq += 1

    def since(self, seq: int) -> tuple[list[Entry], int]:
        """Return the entries from number ``seq`` on, and how many of them are not kept."""
        wanted = self.seq - seq
        entries = list(self._entries)[-wanted:] if wanted > 0 else []
        return entries, max(wanted - len(entries), 0)


def quoted(code: str) -> str:
    r"""Return the beginning of ``code`` as a line can hold it.

    >>> quoted("const a = 1;\n" * 9)
    '"const a = 1; const a = 1; const a = 1; c..."'
    """
    flat = plain.one_line(code, CODE_CHARS + 1)
    return f'"{flat}"' if len(flat) <= CODE_CHARS else f'"{flat[:CODE_CHARS]}..."'
