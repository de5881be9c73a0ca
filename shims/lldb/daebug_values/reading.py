"""Reading values and memory of the program; what can't be read is None, never an exception."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import lldb

#: No container has more elements; what says so is not initialised.
MOST = 1 << 40

#: Levels of members to look for one.
DEPTH = 8


def memory(value: Any, address: int, size: int) -> bytes:
    """Return ``size`` bytes of the program that ``value`` is of; empty = they can't be read."""
    if not 0 < size < 1 << 28 or not address:
        return b""
    error = lldb.SBError()
    read = value.GetProcess().ReadMemory(address, size, error)
    return bytes(read) if error.Success() and read else b""


def words(value: Any, address: int, count: int = 1) -> tuple[int, ...]:
    """Return ``count`` pointers or sizes at ``address``; empty = they can't be read."""
    size = value.GetTarget().GetAddressByteSize()
    data = memory(value, address, size * count)
    if len(data) < size * count:
        return ()
    order = ">" if value.GetTarget().GetByteOrder() == lldb.eByteOrderBig else "<"
    return struct.unpack(f"{order}{count}{'Q' if size == 8 else 'I'}", data)


def plain(value: Any) -> Any:
    """Return ``value`` as it is in memory, without formatters."""
    return value.GetNonSyntheticValue()


def member(value: Any, *names: str) -> Any:
    """Return the member at a path of names, from base classes too; invalid if there is none."""
    for name in names:
        value = plain(value).GetChildMemberWithName(name)
    return plain(value)


def find(value: Any, name: str, depth: int = DEPTH) -> Any:
    """Return the member ``name``, however deep in ``value``; None = there is none."""
    level = [plain(value)]
    for _ in range(depth):
        below = []
        for one in level:
            for part in parts(one):
                if part.GetName() == name:
                    return part
                if not part.GetType().IsPointerType():
                    below.append(part)
        level = below
    return None


def pointer(value: Any, depth: int = DEPTH) -> Any:
    """Return the first pointer in ``value``; None = there is none."""
    value = plain(value)
    if value.GetType().GetCanonicalType().IsPointerType():
        return value
    if depth:
        for part in parts(value):
            if (found := pointer(part, depth - 1)) is not None:
                return found
    return None


def parts(value: Any) -> Iterator[Any]:
    """Yield the members of ``value`` as they are in memory, base classes among them."""
    value = plain(value)
    for at in range(min(value.GetNumChildren(), 64)):
        yield plain(value.GetChildAtIndex(at))


def number(value: Any) -> int:
    """Return an integer or a pointer; 0 if there is none."""
    return int(value.GetValueAsUnsigned(0)) if value is not None and value.IsValid() else 0


def size(count: int) -> int:
    """Return ``count``, or 0 if it can't be one."""
    return count if 0 <= count < MOST else 0


def argument(value: Any, at: int = 0) -> Any:
    """Return the template argument ``at`` of the type of ``value``."""
    kind = value.GetType()
    if kind.IsReferenceType():
        kind = kind.GetDereferencedType()
    return kind.GetCanonicalType().GetTemplateArgumentType(at)


def text(value: Any, address: int, length: int) -> str:
    """Return ``length`` bytes at ``address`` in quotes, cut to what an answer may hold."""
    if not size(length):
        return '""' if length == 0 else "(not initialised)"
    data = memory(value, address, min(length, CHARS))
    if not data:
        return "(not initialised)"
    said = data.decode("utf-8", "replace")
    for mark, escaped in _ESCAPES:
        said = said.replace(mark, escaped)
    return f'"{said}"' + ("..." if length > CHARS else "")


#: Bytes of a string that are read.
CHARS = 4000

_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
