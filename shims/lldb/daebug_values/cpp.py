"""Containers of libstdc++, as versions 5 to 15 lay them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lldb

from . import reading
from .elements import Chain, Elements, Held, Row, entry


class Vector(Row):
    """``std::vector``."""

    def read(self) -> None:
        """Read its three pointers."""
        ends = reading.member(self.value, "_M_impl")
        start = reading.member(ends, "_M_start")
        self.first = reading.number(start)
        self.kind = start.GetType().GetCanonicalType().GetPointeeType()
        size = self.kind.GetByteSize()
        used = reading.number(reading.member(ends, "_M_finish")) - self.first
        self.count = used // size if size and used >= 0 else 0


class Bits(Elements):
    """``std::vector<bool>``."""

    def read(self) -> None:
        """Read where its bits are."""
        ends = reading.member(self.value, "_M_impl")
        self.first = reading.number(reading.member(ends, "_M_start", "_M_p"))
        last = reading.number(reading.member(ends, "_M_finish", "_M_p"))
        offset = reading.number(reading.member(ends, "_M_finish", "_M_offset"))
        self.count = (last - self.first) * 8 + offset if last >= self.first else 0
        self.kind = reading.argument(self.value)

    def child(self, at: int) -> Any:
        """Return a bit as a ``bool``."""
        byte = reading.memory(self.value, self.first + at // 8, 1) or b"\0"
        bit = [byte[0] >> at % 8 & 1]
        data = lldb.SBData.CreateDataFromUInt32Array(lldb.eByteOrderLittle, 8, bit)
        return self.value.CreateValueFromData(f"[{at}]", data, self.kind)


class Deque(Elements):
    """``std::deque``, ``std::queue`` and ``std::stack``: blocks of 512 bytes."""

    def read(self) -> None:
        """Read where its first and its last block are."""
        self.kind = reading.argument(self.value)
        start = reading.find(self.value, "_M_start", 4)
        finish = reading.find(self.value, "_M_finish", 4)
        size = int(self.kind.GetByteSize()) if self.kind else 0
        if start is None or finish is None or not size:
            return
        self.each = max(1, 512 // size)
        at = {
            name: reading.number(reading.member(start, f"_M_{name}"))
            for name in ("cur", "first", "node")
        }
        last = {
            name: reading.number(reading.member(finish, f"_M_{name}"))
            for name in ("cur", "first", "node")
        }
        self.node, self.before = at["node"], (at["cur"] - at["first"]) // size
        blocks = (last["node"] - at["node"]) // self.value.GetTarget().GetAddressByteSize()
        self.count = blocks * self.each + (last["cur"] - last["first"]) // size - self.before

    def address(self, at: int) -> int:
        """Return where element ``at`` is."""
        block, within = divmod(self.before + at, self.each)
        wide = self.value.GetTarget().GetAddressByteSize()
        found = reading.words(self.value, self.node + block * wide)
        return found[0] + within * int(self.kind.GetByteSize()) if found else 0


class List(Chain):
    """``std::list``: a ring of nodes, ``next`` first."""

    def read(self) -> None:
        """Read its length."""
        self.kind = reading.argument(self.value)
        self.offset = 2 * self.value.GetTarget().GetAddressByteSize()
        self.count = reading.number(reading.find(self.value, "_M_size"))

    def steps(self) -> Iterator[int]:
        """Yield nodes until the ring is closed."""
        head = self.value.GetLoadAddress()
        node = reading.words(self.value, head)
        while node and node[0] not in (0, head):
            yield node[0]
            node = reading.words(self.value, node[0])


class Keyed(Chain):
    """What has keys, and may have values for them."""

    def child(self, at: int) -> Any:
        """Return the value of entry ``at`` under its key, or the member of a set."""
        found = super().child(at)
        if found is None or "map" not in self.value.GetType().GetCanonicalType().GetName()[:24]:
            return found
        pair = reading.plain(found)
        return entry(at, *(pair.GetChildMemberWithName(part) for part in ("first", "second")))


class Table(Keyed):
    """``std::unordered_map`` and its kin: one chain through all buckets."""

    def read(self) -> None:
        """Read its length, and the type of its elements."""
        table = reading.member(self.value, "_M_h")
        self.kind = reading.argument(table, 1)
        self.offset = self.value.GetTarget().GetAddressByteSize()
        self.count = reading.number(reading.member(table, "_M_element_count"))

    def steps(self) -> Iterator[int]:
        """Yield nodes."""
        begin = reading.find(self.value, "_M_before_begin", 3)
        node = reading.number(reading.find(begin, "_M_nxt", 3)) if begin is not None else 0
        while node:
            yield node
            node = (reading.words(self.value, node) or (0,))[0]


class Tree(Keyed):
    """``std::map``, ``std::set`` and their kin: a red-black tree, in the order of its keys."""

    def read(self) -> None:
        """Read its length, and the type of its elements."""
        tree = reading.member(self.value, "_M_t")
        self.kind = reading.argument(tree, 1)
        self.offset = 4 * self.value.GetTarget().GetAddressByteSize()
        self.count = reading.number(reading.find(tree, "_M_node_count", 4))

    def steps(self) -> Iterator[int]:
        """Yield nodes, each after what is below it on its left."""
        header = reading.find(self.value, "_M_header", 4)
        left = reading.find(header, "_M_parent", 2) if header is not None else None
        above, node = list[tuple[int, int]](), reading.number(left)
        while node or above:
            while node:
                # colour, parent, left, right
                links = reading.words(self.value, node, 4)
                if not links or len(above) > 128:
                    return
                above.append((node, links[3]))
                node = links[2]
            here, node = above.pop()
            yield here


class Optional(Held):
    """``std::optional``."""

    def look(self) -> None:
        """Take what it holds."""
        if reading.number(reading.find(self.value, "_M_engaged")):
            held = reading.find(self.value, "_M_value")
            if held is not None:
                self.held["value"] = held

    def said(self) -> str:
        """Return ``nullopt`` for an empty one."""
        return "" if self.held else "nullopt"


class Variant(Held):
    """``std::variant``."""

    def look(self) -> None:
        """Take the alternative that it holds: one of a chain of unions."""
        self.index = reading.number(reading.find(self.value, "_M_index"))
        union = reading.find(self.value, "_M_u")
        if union is None or self.index > 64:
            return
        for _ in range(self.index):
            union = reading.member(union, "_M_rest")
        first = reading.member(union, "_M_first")
        held = reading.member(first, "_M_storage")
        kind = reading.argument(first)
        if held.IsValid() and kind and kind.IsValid():
            self.held["value"] = self.made("value", held.GetLoadAddress(), kind)

    def said(self) -> str:
        """Return which alternative it holds."""
        return f"index {self.index}" if self.held else "valueless"


class Owned(Held):
    """``std::unique_ptr``.

    It keeps its pointer in a ``std::tuple``, and LLDB takes all tuples of a program for
    one type: so it is read where it lies, behind whatever its deleter needs.
    """

    def look(self) -> None:
        """Take what it points to."""
        wide = self.value.GetTarget().GetAddressByteSize()
        end = self.value.GetLoadAddress() + self.value.GetType().GetByteSize()
        self.at = (reading.words(self.value, end - wide) or (0,))[0]
        kind = reading.argument(self.value)
        if not kind.GetByteSize():  # of T[] the first is shown
            kind = kind.GetArrayElementType()
        if kind.IsValid() and kind.GetByteSize() and reading.memory(self.value, self.at, 1):
            self.held["value"] = self.made("value", self.at, kind)

    def said(self) -> str:
        """Return its address."""
        return f"{self.at:#x}" if self.at else "nullptr"


class Shared(Held):
    """``std::shared_ptr`` and ``std::weak_ptr``."""

    def look(self) -> None:
        """Take what it points to."""
        pointer = reading.pointer(self.value)
        self.at = reading.number(pointer)
        self.counts = reading.find(self.value, "_M_pi", 4)
        if reading.memory(self.value, self.at, 1):
            kind = pointer.GetType().GetCanonicalType().GetPointeeType()
            if kind.GetByteSize():
                self.held["value"] = self.made("value", self.at, kind)

    def said(self) -> str:
        """Return its address, and how many share it; the strong ones hold one weak count."""
        if not self.at:
            return "nullptr"
        if self.counts is None:
            return f"{self.at:#x}"
        strong = reading.number(reading.member(self.counts, "_M_use_count"))
        weak = reading.number(reading.member(self.counts, "_M_weak_count"))
        return f"{self.at:#x} strong={strong} weak={max(0, weak - (strong > 0))}"


class Tuple(Held):
    """``std::tuple``: a chain of bases, one for each element."""

    def look(self) -> None:
        """Take the elements."""
        below = [self.value]
        while below:
            here = below.pop()
            for part in reading.parts(here):
                if part.GetName() == "_M_head_impl":
                    self.held[f"[{len(self.held)}]"] = part
            # The head comes before the rest, whichever base is told first.
            bases = [one for one in reading.parts(here) if "std::_" in str(one.GetName())]
            below += sorted(bases, key=lambda one: "_Head_base" in str(one.GetTypeName()))

    def said(self) -> str:
        """Return nothing: the elements tell it."""
        return ""


class Array(Row):
    """``std::array``."""

    def read(self) -> None:
        """Take the array inside."""
        inside = reading.member(self.value, "_M_elems")
        kind = inside.GetType().GetCanonicalType()
        self.kind = kind.GetArrayElementType()
        self.count = kind.GetByteSize() // max(1, self.kind.GetByteSize())
        self.first = inside.GetLoadAddress()


def view(value: Any, _names: Any) -> str:
    """Return the text of a ``std::string_view``."""
    start = reading.number(reading.member(value, "_M_str"))
    return reading.text(value, start, reading.number(reading.member(value, "_M_len")))
