"""Which file is run when, and how many pages share them.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .wanted import AUTO, MOST_PAGES


def slow_first(files: Sequence[str], known_ms: Mapping[str, float]) -> list[str]:
    """Return ``files`` in the order to run them, so that pages end at about the same time.

    Slow ones first by their last known duration; a file that nobody knows may be
    slow, so it comes before all others.

    >>> slow_first(["/a", "/b", "/c"], {"/a": 5.0, "/b": 90.0})
    ['/c', '/b', '/a']
    """
    return sorted(files, key=lambda file: (-known_ms.get(file, float("inf")), file))


def width(pages: int, files: int, processors: int) -> int:
    """Return how many pages a run of ``files`` files needs, of ``pages`` that are wanted.

    >>> width(3, 2, 8), width(AUTO, 20, 4), width(1, 20, 4)
    (2, 4, 1)
    """
    wanted = processors if pages == AUTO else pages
    return max(1, min(wanted, files, MOST_PAGES))
