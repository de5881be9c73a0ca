"""Parts of a value as gdb's DAP asks for them: so many, and each by its number."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import gdb

from .rust import described

#: What printers say of containers: ``std::map with 3 elements``, ``Vec(size=3)``.
COUNTED = re.compile(r"(?:std::|\w+[\[(<]|&).*?(?:of length |with |\(size=)(\d+)\b", re.DOTALL)

#: A list of the C++ library does not say how long it is; so many elements are counted.
MOST_COUNTED = 100_000


class Shown(gdb.ValuePrinter):  # type: ignore[misc]  # gdb has no types
    """What another printer shows, its parts taken one by one."""

    def __init__(self, printer: Any, *, counted: bool = False) -> None:
        """Take the place of ``printer``; ``counted`` = count its parts where it does not say."""
        self._printer = printer
        hint = printer.display_hint() if hasattr(printer, "display_hint") else None
        self._keyed, self._hint = hint == "map", hint
        self._parts: list[tuple[str, Any]] = []
        self._rest: Iterator[tuple[str, Any]] | None = None
        said = printer.to_string() if hasattr(printer, "to_string") else ""
        self._said = "" if said is None else said
        found = COUNTED.match(self._said) if isinstance(self._said, str) else None
        self._count = int(found[1]) if found else -1
        if (counted or hint in ("array", "map")) and not found:
            self._count = sum(1 for _ in itertools.islice(self._each(), MOST_COUNTED))
        if self._count >= 0:
            self._said = f"size={self._count}"

    def to_string(self) -> Any:
        """Return what stands before the parts."""
        return self._said

    def display_hint(self) -> str | None:
        """Return gdb's word for the kind of container."""
        return "array" if self._count >= 0 else self._hint

    def num_children(self) -> int:
        """Return how many parts there are."""
        if self._count < 0:
            self._count = len(list(self._each()))
        return self._count

    def child(self, at: int) -> tuple[str, Any]:
        """Return part ``at``."""
        if self._rest is None:
            self._rest = self._each()
        while len(self._parts) <= at:
            part = next(self._rest, None)
            if part is None:
                return f"[{at}]", gdb.Value("(not readable)")
            self._parts.append(part)
        return self._parts[at]

    def children(self) -> Iterator[tuple[str, Any]]:
        """Yield all parts."""
        return self._each()

    def _each(self) -> Iterator[tuple[str, Any]]:
        """Yield parts; of a map, which has keys and values in turn, its entries."""
        parts = iter(self._printer.children())
        if not self._keyed:
            yield from parts
            return
        for at, (_, key) in enumerate(parts):
            _, value = next(parts)
            yield f"[{at}] {described(key)}", value


class Text(gdb.ValuePrinter):  # type: ignore[misc]  # gdb has no types
    """A value that is all text."""

    def __init__(self, said: str) -> None:
        """Show ``said``."""
        self._said = said

    def to_string(self) -> str:
        """Return the text."""
        return self._said


class Fields(gdb.ValuePrinter):  # type: ignore[misc]  # gdb has no types
    """Parts that are known, and what stands before them."""

    def __init__(self, said: str, parts: Sequence[tuple[str, Any]]) -> None:
        """Show ``parts``."""
        self._said, self._parts = said, parts

    def to_string(self) -> str:
        """Return what stands before the parts."""
        return self._said

    def num_children(self) -> int:
        """Return how many parts there are."""
        return len(self._parts)

    def child(self, at: int) -> tuple[str, Any]:
        """Return part ``at``."""
        return self._parts[at]

    def children(self) -> Iterator[tuple[str, Any]]:
        """Yield all parts."""
        return iter(self._parts)


def whole(said: str, parts: Sequence[tuple[str, Any]]) -> Any:
    """Return what shows a text and the parts behind it, if there are any."""
    return Fields(said, parts) if parts else Text(said)
