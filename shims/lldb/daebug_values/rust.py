"""Containers and pointers of Rust's library, as versions 1.60 to 1.95 lay them out.

Members are looked for by what they are (the first pointer, ``len``), not by their
path: the path has changed from version to version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import reading
from .elements import Elements, Held, Row, entry


def text(value: Any, _names: Any = None) -> str:
    """Return a ``String``, ``&str``, ``OsString`` or ``PathBuf`` in quotes."""
    length = reading.find(value, "len")
    length = reading.find(value, "length") if length is None else length
    return reading.text(value, reading.number(reading.pointer(value)), reading.number(length))


def character(value: Any, _names: Any = None) -> str:
    """Return a ``char`` as it is written."""
    code = reading.number(reading.plain(value))
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "(not initialised)"
    shown = chr(code)
    return f"'{shown}'" if shown.isprintable() else f"'\\u{{{code:x}}}'"


class Vec(Row):
    """``Vec``, and whatever holds one."""

    def read(self) -> None:
        """Read where it begins, and its length."""
        self.kind = reading.argument(self.value)
        self.first = reading.number(reading.pointer(self.value))
        self.count = reading.number(reading.find(self.value, "len", 2))


class Slice(Row):
    """``&[T]`` and ``&mut [T]``."""

    def read(self) -> None:
        """Read its two words."""
        start = reading.member(self.value, "data_ptr")
        self.kind = start.GetType().GetCanonicalType().GetPointeeType()
        self.first = reading.number(start)
        self.count = reading.number(reading.member(self.value, "length"))


class Deque(Elements):
    """``VecDeque``: a ring."""

    def read(self) -> None:
        """Read the ring, where it begins, and its length."""
        self.kind = reading.argument(self.value)
        self.start = reading.number(reading.pointer(reading.member(self.value, "buf")))
        capacity = reading.find(self.value, "cap", 4)
        while capacity is not None and capacity.GetNumChildren():
            capacity = reading.plain(capacity.GetChildAtIndex(0))
        self.room = reading.number(capacity)
        head = reading.member(self.value, "head")
        self.count = reading.number(reading.member(self.value, "len"))
        if (tail := reading.member(self.value, "tail")).IsValid():  # up to 1.66
            self.begin = reading.number(tail)
            self.count = (reading.number(head) - self.begin) % max(1, self.room)
        else:
            self.begin = reading.number(head)

    def address(self, at: int) -> int:
        """Return where element ``at`` is."""
        place = (self.begin + at) % self.room if self.room else at
        return self.start + place * int(self.kind.GetByteSize())


class Table(Elements):
    """``HashMap`` and ``HashSet``: elements lie before the bytes that tell which are there."""

    def read(self) -> None:
        """Read the bytes that tell which places are taken."""
        raw = reading.find(self.value, "table")
        self.places: list[int] | None = None
        if raw is None:
            return
        self.kind = reading.argument(raw)
        inner = reading.find(raw, "ctrl", 3)
        self.control = reading.number(reading.pointer(inner)) if inner is not None else 0
        self.mask = reading.number(reading.find(raw, "bucket_mask", 3))
        self.count = reading.number(reading.find(raw, "items", 3))
        self.set = self.value.GetTypeName().partition("<")[0].endswith("Set")

    def address(self, at: int) -> int:
        """Return where element ``at`` is: its place counts backwards."""
        if self.places is None:
            taken = reading.memory(self.value, self.control, self.mask + 1)
            self.places = [place for place, byte in enumerate(taken) if not byte & 0x80]
        if at >= len(self.places):
            return 0
        return self.control - (self.places[at] + 1) * int(self.kind.GetByteSize())

    def child(self, at: int) -> Any:
        """Return the value of entry ``at`` under its key, or the member of a set."""
        found = super().child(at)
        if found is None:
            return None
        key, value = (reading.plain(found).GetChildAtIndex(part) for part in (0, 1))
        return key.Clone(f"[{at}]") if self.set else entry(at, key, value)


class Tree(Elements):
    """``BTreeMap`` and ``BTreeSet``: nodes of eleven entries, keys and values apart."""

    def read(self) -> None:
        """Read the length; nodes are read when their entries are asked for."""
        inner = reading.find(self.value, "map", 1)
        self.set = inner is not None
        self.map = inner if inner is not None else self.value
        self.count = reading.number(reading.member(self.map, "length"))
        self.pairs = list[tuple[Any, Any]]()
        self.walk = self._entries()

    def child(self, at: int) -> Any:
        """Return the value of entry ``at`` under its key, or the member of a set."""
        while len(self.pairs) <= at:
            found = next(self.walk, None)
            if found is None:
                return None
            self.pairs.append(found)
        key, value = self.pairs[at]
        if self.set:
            return key.Clone(f"[{at}]")
        return entry(at, key, value)

    def _entries(self) -> Iterator[tuple[Any, Any]]:
        node = reading.find(self.map, "node")
        height = reading.find(self.map, "height")
        leaf = reading.pointer(node) if node is not None else None
        if leaf is None or not self.count:
            return
        kind = leaf.GetType().GetCanonicalType().GetPointeeType()
        yield from self._below(reading.number(leaf), reading.number(height), kind)

    def _below(self, place: int, height: int, kind: Any) -> Iterator[tuple[Any, Any]]:
        """Yield the entries of a node and of those below it, in order."""
        if height > 40:
            return
        node = self.made("node", place, kind)
        length = reading.number(reading.member(node, "len"))
        keys, values = reading.member(node, "keys"), reading.member(node, "vals")
        # An inner node is a leaf with the addresses of those below behind it.
        behind = place + int(kind.GetByteSize())
        edges = reading.words(self.value, behind, length + 1) if height else ()
        for at in range(min(length, 11)):
            if at < len(edges):
                yield from self._below(edges[at], height - 1, kind)
            yield _inside(keys.GetChildAtIndex(at)), _inside(values.GetChildAtIndex(at))
        if length < len(edges):
            yield from self._below(edges[length], height - 1, kind)


#: What stands inside cells, locks and counted pointers.
_NAMES = ("value", "data")

#: Elements of a shared slice that are one array.
ROOM = 1 << 24


class Shared(Held):
    """``Rc``, ``Arc`` and their ``Weak``."""

    def look(self) -> None:
        """Take what is shared."""
        self.text = ""
        found = reading.pointer(self.value)
        self.strong = self.weak = 0
        if found is None or not reading.memory(self.value, reading.number(found), 1):
            return
        inner = reading.plain(found.Dereference())
        self.strong = _counted(reading.member(inner, "strong"))
        self.weak = _counted(reading.member(inner, "weak"))
        held = next((one for name in _NAMES if (one := reading.member(inner, name))), None)
        length = reading.find(self.value, "length", 3)
        if held is None:
            return
        if length is None:
            self.held["value"] = held
            return
        kind, count = held.GetType(), reading.number(length)
        around = reading.find(self.value, "pointer", 3)
        if "<str>" in str(around.GetTypeName() if around is not None else ""):
            self.text = reading.text(self.value, held.GetLoadAddress(), count)
        elif reading.size(count) and count < ROOM:
            self.held["value"] = self.made("value", held.GetLoadAddress(), kind.GetArrayType(count))

    def said(self) -> str:
        """Return how many share it; the strong ones hold one weak count together."""
        if self.text:
            return self.text
        return f"strong={self.strong} weak={max(0, self.weak - 1)}"


class Inside(Held):
    """``Cell``, ``RefCell``, ``Mutex`` and others that stand around one value."""

    def look(self) -> None:
        """Take the value."""
        held = next((one for name in _NAMES if (one := reading.member(self.value, name))), None)
        if held is not None and held.IsValid():
            self.held["value"] = _inside(held)

    def said(self) -> str:
        """Return who has borrowed it, where that is counted."""
        borrows = reading.member(self.value, "borrow")
        if not borrows.IsValid():
            return ""
        while borrows.GetNumChildren():
            borrows = reading.plain(borrows.GetChildAtIndex(0))
        count = borrows.GetValueAsSigned(0)
        return f"borrowed={count}" if count >= 0 else "borrowed mutably"


def _inside(value: Any) -> Any:
    """Return what ``MaybeUninit``, ``ManuallyDrop``, ``UnsafeCell`` and the like stand around."""
    value = reading.plain(value)
    while str(value.GetTypeName()).startswith(_AROUND):
        below = [one for one in reading.parts(value) if one.GetByteSize()]
        if not below:
            return value
        value = below[-1]
    return value


_AROUND = (
    "core::mem::maybe_uninit::MaybeUninit<",
    "core::mem::manually_drop::ManuallyDrop<",
    "core::mem::maybe_dangling::MaybeDangling<",
    "core::cell::UnsafeCell<",
)


def _counted(value: Any) -> int:
    """Return a count inside cells or atomics."""
    while value.IsValid() and value.GetNumChildren():
        value = reading.plain(value.GetChildAtIndex(0))
    return reading.number(value)
