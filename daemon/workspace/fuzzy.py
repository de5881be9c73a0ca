"""The best of many names for a query, by fuzzysort's score.

An index is made once of a list of names.  With ``libfuzzysort.so``, which is
compiled when Daebug is installed, ten thousand names take a fraction of a
millisecond; without, tens of them.
"""

from __future__ import annotations

import array
import ctypes
import functools
import heapq
import itertools
from pathlib import Path
from typing import Any

from . import fuzzysort
from .fuzzysort import Query

#: Longest query, UTF-16 units, and most words of one (``fuzzyscore.h``).
MOST_UNITS, MOST_WORDS = 512, 64

#: A longer name is not found: a place in it must fit 16 bits, and a character may be four units.
_LONGEST = 16_000


#: Where the compiled scoring is, if it was built.
LIBRARY = Path(__file__).with_name("libfuzzysort.so")


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return the compiled scoring, if there is one."""
    try:
        found = ctypes.CDLL(str(LIBRARY))
    except OSError:
        return None
    found.fuzzysort_new.restype = ctypes.c_void_p
    found.fuzzysort_new.argtypes = [ctypes.c_void_p] * 3 + [ctypes.c_uint32]
    found.fuzzysort_free.argtypes = [ctypes.c_void_p]
    found.fuzzysort_go.restype = ctypes.c_int
    found.fuzzysort_go.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_int] * 2 + [ctypes.c_void_p] * 2
    return found


class Index:
    """Names, ready to be searched."""

    def __init__(self, names: list[str]) -> None:
        """Index ``names``, which must not change."""
        self.names = names
        self._library = library()
        self._held: int | None = None
        if self._library is not None:
            self._held = _made(self._library, names)

    def __del__(self) -> None:
        """Give the index back."""
        if getattr(self, "_held", None) and self._library is not None:
            self._library.fuzzysort_free(self._held)

    def best(self, asked: Query, limit: int) -> list[tuple[float, str]]:
        """Return the best ``limit`` names with their scores, the best first.

        Of the same score the earlier name comes first.
        """
        if not asked.whole.codes:
            return []
        if self._held is not None:
            return self._native(asked, limit)
        scored = (
            (-found, number)
            for number, name in enumerate(self.names)
            if name and len(name) < _LONGEST
            and (found := fuzzysort.score(asked, name)) is not None
        )  # fmt: skip
        return [(-down, self.names[number]) for down, number in heapq.nsmallest(limit, scored)]

    def _native(self, asked: Query, limit: int) -> list[tuple[float, str]]:
        """Ask the compiled scoring."""
        library: Any = self._library
        parts = (asked.whole, *asked.words)
        codes = array.array("H", itertools.chain.from_iterable(part.codes for part in parts))
        lengths = array.array("i", [len(part.codes) for part in parts])
        plain = array.array("i", [part.plain for part in parts])
        limit = min(limit, len(self.names))
        numbers = (ctypes.c_uint32 * max(limit, 1))()
        scores = (ctypes.c_double * max(limit, 1))()
        count = library.fuzzysort_go(
            self._held,
            *(one.buffer_info()[0] for one in (codes, lengths, plain)),
            len(parts),
            limit,
            numbers,
            scores,
        )
        return [(scores[n], self.names[numbers[n]]) for n in range(count)]


def _made(library: Any, names: list[str]) -> int | None:
    """Return the compiled scoring's own index of ``names``."""
    fit = [name if len(name) < _LONGEST else "" for name in names]
    whole = "".join(fit)
    if whole.isascii():
        low, lengths = whole.lower(), [len(name) for name in fit]
    else:
        plain = [fuzzysort.stripped(name) for name in fit]
        whole, low = "".join(plain), "".join(map(fuzzysort.lowered, plain))
        lengths = [len(one.encode("utf-16-le", "surrogatepass")) // 2 for one in plain]
    offsets = array.array("I", [0, *itertools.accumulate(lengths)])
    made = library.fuzzysort_new(
        whole.encode("utf-16-le", "surrogatepass"),
        low.encode("utf-16-le", "surrogatepass"),
        offsets.buffer_info()[0],
        len(names),
    )
    return int(made) if made else None
