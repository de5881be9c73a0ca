"""Hit counts as people type them: ``3``, ``>= 3``, ``== 4``, ``% 5``.  Pure."""

from __future__ import annotations

import re

from ..protocol.errors.usage import BadUsage

_TERM = re.compile(r"\s*(==|!=|<=|>=|<|>|%)?\s*(\d+)\s*$")


def read(text: str) -> tuple[int, str]:
    """Return (from this hit on, or 0; at these hits only, or empty).

    Raises:
        BadUsage: it is none.

    >>> read("3"), read(">= 3"), read("> 3"), read("%5")
    ((3, ''), (3, ''), (4, ''), (0, '% 5'))
    """
    if not text or text == "0":
        return 0, ""
    found = _TERM.match(text)
    if found is None or (found[1] == "%" and int(found[2]) == 0):
        why = f"--hit {text} is no count; give N, '>= N', '== N' or '% N'"
        raise BadUsage(why=why, command="daebug break")
    sign, count = found[1] or ">=", int(found[2])
    if sign in (">=", ">"):
        return max(count + (sign == ">"), 1), ""
    return 0, f"{sign} {count}"
