"""Hit counts that few adapters know: ``== 4``, ``% 5``, ``< 3``; counted here instead."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable

from ..protocol.orders import Breakpoint

_TERM = re.compile(r"(==|!=|<=|>=|<|>|%)\s*(\d+)$")

_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "%": lambda count, every: count % every == 0,
}


class Tally:
    """How often each of the hub's breakpoints was reached."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._counts: Counter[int] = Counter()

    def due(self, hit: Breakpoint) -> bool:
        """Count one more of ``hit``; tell whether it is one to stop at."""
        self._counts[hit.id] += 1
        return holds(hit.hits, self._counts[hit.id])


def holds(term: str, count: int) -> bool:
    """Tell whether the ``count``-th hit is meant by ``term``; an empty or odd one means all.

    >>> [count for count in range(1, 11) if holds("% 5", count)]
    [5, 10]
    """
    found = _TERM.match(term)
    if found is None or (found[1] == "%" and found[2] == "0"):
        return True
    return _HOLDS[found[1]](count, int(found[2]))
