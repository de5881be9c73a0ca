"""The shape of what shows a container: so many elements, each at an address."""

from __future__ import annotations

import re
from typing import Any

from . import reading

#: Elements that are shown to a front that asks for all of them, whatever it needs; 0 = all.
#: Its sessions set it: ``script daebug_values.elements.most = 100``.
most = 0


class Elements:
    """Children ``[0]``, ``[1]``, ... of a value; LLDB calls its methods by these names."""

    def __init__(self, value: Any, _names: Any = None) -> None:
        """Look at ``value``, which LLDB gives; nothing of it is read yet."""
        self.value = reading.plain(value)
        self.count = 0
        self.kind: Any = None
        self.update()

    def update(self) -> bool:
        """Read how many elements there are, after each stop; the answer: keep nothing."""
        self.value.SetPreferSyntheticValue(False)
        self.count = 0
        self.read()
        self.count = reading.size(self.count)
        return False

    def read(self) -> None:
        """Set ``count``, and ``kind``, the type of an element."""

    def address(self, at: int) -> int:
        """Return where element ``at`` is; 0 = it can't be read."""
        raise NotImplementedError

    def child(self, at: int) -> Any:
        """Return element ``at``."""
        return self.made(f"[{at}]", self.address(at))

    def made(self, name: str, address: int, kind: Any = None) -> Any:
        """Return the value at ``address`` under a name."""
        kind = kind or self.kind
        if not address or not kind:
            return None
        return self.value.CreateValueFromAddress(name, address, kind)

    def num_children(self, _most: int = 0) -> int:
        """Return how many children there are."""
        return min(self.count, most) if most else self.count

    def get_child_at_index(self, at: int) -> Any:
        """Return child ``at``."""
        return self.child(at) if 0 <= at < self.count else None

    def get_child_index(self, name: str) -> int:
        """Return the number of the child ``name``; -1 = there is none."""
        found = re.match(r"\[(\d+)\]", name)
        return int(found[1]) if found and int(found[1]) < self.count else -1

    def has_children(self) -> bool:
        """Whether there are any."""
        return self.count > 0

    def said(self) -> str:
        """Return what stands before the children."""
        return f"size={self.count}"


def entry(at: int, key: Any, value: Any) -> Any:
    """Return ``value`` as child ``at`` of a map, its key in its name: ``[0] "ada"``."""
    return value.Clone(f"[{at}] {shown(key)}")


def shown(value: Any) -> str:
    """Return a value on one line: what LLDB says of it, or its members."""
    said = value.GetSummary() or value.GetValue()
    if said:
        return str(said)
    parts = [value.GetChildAtIndex(at) for at in range(min(value.GetNumChildren(), 4))]
    return f"{{{', '.join(str(part.GetSummary() or part.GetValue() or '...') for part in parts)}}}"


class Row(Elements):
    """Elements that lie one behind the other."""

    first = 0

    def address(self, at: int) -> int:
        """Return where element ``at`` is."""
        return self.first + at * int(self.kind.GetByteSize()) if self.first else 0


class Chain(Elements):
    """Elements that are found one from the other; places already found are kept."""

    #: Bytes between a node and its element.
    offset = 0

    def update(self) -> bool:
        """Forget the places."""
        self.places: list[int] = []
        self.walk = self.steps()
        return super().update()

    def steps(self) -> Any:
        """Yield the address of each node, in order."""
        raise NotImplementedError

    def address(self, at: int) -> int:
        """Return where element ``at`` is."""
        while len(self.places) <= at:
            place = next(self.walk, 0)
            if not place:
                return 0
            self.places.append(place)
        return self.places[at] + self.offset


class Held(Elements):
    """Children with names: what a pointer or an optional holds."""

    def update(self) -> bool:
        """Forget the children."""
        self.held: dict[str, Any] = {}
        return super().update()

    def child(self, at: int) -> Any:
        """Return child ``at``."""
        name, value = list(self.held.items())[at]
        return value.Clone(name)

    def read(self) -> None:
        """Count the children that ``look`` finds."""
        self.look()
        self.count = len(self.held)

    def look(self) -> None:
        """Fill ``held``."""

    def get_child_index(self, name: str) -> int:
        """Return the number of the child ``name``; -1 = there is none."""
        return list(self.held).index(name) if name in self.held else -1


class Long(Row):
    """An array of C that is too long for a front that asks for all of it."""

    def read(self) -> None:
        """Take the array itself."""
        kind = self.value.GetType().GetCanonicalType()
        self.kind = kind.GetArrayElementType()
        self.count = kind.GetByteSize() // max(1, self.kind.GetByteSize())
        self.first = self.value.GetLoadAddress()
