"""Slices of what has elements: ``numbers[3:10]``, in languages that have none."""

from __future__ import annotations

import re

#: ``expression[from:to]``; either end may be missing.
_SLICE = re.compile(r"^(?P<whole>.+)\[\s*(?P<start>\d*)\s*:\s*(?P<end>\d*)\s*\]$", re.DOTALL)


def split(text: str, language: str) -> tuple[str, int, int | None] | None:
    """Return (expression, first element, element after the last or None); None = no slice.

    Python and Ruby have slices of their own.

    >>> split("a.b[3:10]", "c")
    ('a.b', 3, 10)
    >>> split("a[3]", "c") is None
    True
    """
    if language in ("python", "ruby", "go"):
        return None
    found = _SLICE.match(text)
    if found is None or "::" in text[found.end("whole") :]:
        return None
    start = int(found["start"] or 0)
    return found["whole"], start, int(found["end"]) if found["end"] else None
