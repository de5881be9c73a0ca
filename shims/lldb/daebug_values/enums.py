"""Rust's enums and tuples, written as Rust writes them: ``Some(3)``, ``Rect { w: 1, h: 2 }``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import reading
from .elements import Elements

#: What LLDB names the union of all variants.
VARIANTS = "$variants$"

#: Levels, parts of one level, and characters of a text.
DEPTH, PARTS, CHARS = 4, 8, 300

#: The first of the values that the capacity of a Vec never has: they tell variants apart.
NICHE = 1 << 63

#: Types of the library that stand around one number.
_BARE = ("core::num::nonzero::", "core::num::niche_types::")


class Enum(Elements):
    """The fields of the variant that there is."""

    def read(self) -> None:
        """Choose the variant, and count its fields."""
        self.name, self.fields = chosen(self.value)
        self.count = len(self.fields)

    def child(self, at: int) -> Any:
        """Return a field; those without a name have their number."""
        return self.fields[at].Clone(_plain_name(self.fields[at]))

    def get_child_index(self, name: str) -> int:
        """Return the number of the field ``name``; -1 = there is none."""
        names = [_plain_name(field) for field in self.fields]
        return names.index(name) if name in names else -1

    def said(self) -> str:
        """Return the whole value on one line."""
        return described(self.value)


def is_enum(kind: Any, _names: Any = None) -> bool:
    """Whether a type is an enum with fields."""
    kind = kind.GetCanonicalType()
    return bool(kind.GetNumberOfFields()) and kind.GetFieldAtIndex(0).GetName() == VARIANTS


def is_tuple(kind: Any, _names: Any = None) -> bool:
    """Whether a type is a tuple."""
    return str(kind.GetName()).startswith("(")


def summary(value: Any, _names: Any = None) -> str:
    """Return an enum or a tuple on one line."""
    return described(value)


def chosen(value: Any) -> tuple[str, list[Any]]:
    """Return the name of the variant of an enum that there is, and its fields."""
    default = None
    told = list[tuple[Any, int, int, int]]()
    for variant in reading.parts(reading.member(value, VARIANTS)):
        tag = variant.GetChildMemberWithName("$discr$")
        named = str(variant.GetName()).rpartition("$")[2]
        if tag.IsValid() and named.lstrip("-").isdigit():
            told.append((variant, int(named), reading.number(tag), tag.GetByteSize()))
        else:
            default = variant
    place = _place(value)
    for variant, number, tag, size in told:
        # LLDB keeps 32 bits of a variant's number.
        low = (1 << min(32, 8 * size)) - 1
        if default is None:
            if tag & low == number & low:
                return _fields(variant)
        elif tag == number & ((1 << 8 * size) - 1):
            if size < 8 or _is_zero_niche(default, place):
                return _fields(variant)
        elif size == 8 and tag == NICHE + (number & low):
            return _fields(variant)
    return _fields(default) if default is not None else ("", [])


def described(value: Any, depth: int = DEPTH) -> str:
    """Return a value on one line as Rust writes it, bounded in depth and length."""
    text = _described(value, depth)
    return text if len(text) <= CHARS else f"{text[:CHARS]}..."


def _described(value: Any, depth: int) -> str:
    kind = value.GetType()
    bare = reading.plain(value)
    if is_enum(kind):
        name, fields = chosen(bare)
        return _written(name, fields, depth)
    if is_tuple(kind):
        return _written("", list(reading.parts(bare)), depth)
    if kind.GetCanonicalType().IsPointerType() and not value.GetSummary():
        pointee = bare.Dereference()
        if (
            depth > 0
            and reading.memory(bare, reading.number(bare), 1)
            and (pointee.GetNumChildren() or not pointee.GetType().IsPointerType())
        ):
            return _described(pointee, depth - 1)
        return str(bare.GetValue() or "null")
    told = value.GetSummary() or ""
    # A value of its own, not of a formatter, speaks before any summary of numbers of children.
    if (said := bare.GetValue()) and not told:
        return str(said)
    if told.startswith("size="):
        return _listed(value, told, depth)
    if told:
        return str(told)
    fields = list(reading.parts(bare))
    if str(kind.GetName()).startswith(_BARE) and fields:
        return _described(fields[0], depth)
    return _written(str(kind.GetName()).partition("<")[0].rpartition("::")[2], fields, depth)


def _listed(value: Any, told: str, depth: int) -> str:
    """Return the first elements of a container."""
    count = int(told.removeprefix("size="))
    if depth <= 0:
        return told
    value = value.GetSyntheticValue()
    shown = [value.GetChildAtIndex(at) for at in range(min(count, PARTS))]
    texts = []
    for one in shown:
        key = re.match(r"\[\d+\] (.*)", str(one.GetName()))
        texts.append((f"{key[1]}: " if key else "") + _described(one, depth - 1))
    texts += ["..."] if count > PARTS else []
    keyed = any(re.match(r"\[\d+\] ", str(one.GetName())) for one in shown)
    return ("{{{}}}" if keyed else "[{}]").format(", ".join(texts))


def _written(name: str, fields: list[Any], depth: int) -> str:
    """Return a name with its fields, in the brackets that Rust has for them."""
    if not fields:
        return name or "()"
    if depth <= 0:
        return f"{name}(...)"
    shown = fields[:PARTS]
    more = ["..."] if len(fields) > PARTS else []
    if str(fields[0].GetName()).startswith("__"):
        return f"{name}({', '.join([*(_described(one, depth - 1) for one in shown), *more])})"
    named = [f"{one.GetName()}: {_described(one, depth - 1)}" for one in shown]
    return f"{name} {{ {', '.join([*named, *more])} }}".strip()


def _fields(variant: Any) -> tuple[str, list[Any]]:
    """Return name and fields of a variant."""
    kind = str(variant.GetTypeName())
    found = re.search(r"(?:::|\$Inner::)(\w+)\$Variant$", kind)
    value = variant.GetChildMemberWithName("value")
    return (found[1] if found else "?"), list(reading.parts(value))


def _plain_name(field: Any) -> str:
    """Return the name of a field; ``__0`` is Rust's ``0``."""
    return re.sub(r"^__(?=\d+$)", "", str(field.GetName()))


def _place(value: Any) -> int:
    """Return where the number of the variant is kept; 0 = it has no address."""
    for variant in reading.parts(reading.member(value, VARIANTS)):
        tag = variant.GetChildMemberWithName("$discr$")
        if tag.IsValid():
            return int(tag.GetLoadAddress())
    return 0


def _is_zero_niche(default: Any, place: int) -> bool:
    """Whether the place that tells variants apart is a pointer, or an integer that is never 0."""
    return any(
        one.GetType().GetCanonicalType().IsPointerType() or "NonZero" in str(around)
        for one, around in _leaves(default.GetChildMemberWithName("value"), 10)
        if one.GetLoadAddress() == place
    )


def _leaves(value: Any, depth: int) -> Iterator[tuple[Any, str]]:
    """Yield what has no members, each with the name of the type around it."""
    for part in reading.parts(value):
        pointer = part.GetType().GetCanonicalType().IsPointerType()
        if pointer or not part.GetNumChildren():
            yield part, str(value.GetTypeName())
        elif depth:
            yield from _leaves(part, depth - 1)
