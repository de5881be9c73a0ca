"""Integers in the values of debuggers, written in another base.  Pure."""

from __future__ import annotations

import re

#: An integer that stands alone, with the character debuggers put behind it: ``97 'a'``.
_INTEGER = re.compile(r"^(-?\d+|-?0x[0-9a-fA-F]+)(?P<rest>(?:\s+'.*')?)$", re.DOTALL)

#: Bits of types, for negative numbers; what is not here is taken for 64.
_BITS = {
    "char": 8, "signed char": 8, "int8_t": 8, "i8": 8, "int8": 8,
    "short": 16, "int16_t": 16, "i16": 16, "int16": 16,
    "int": 32, "int32_t": 32, "i32": 32, "int32": 32, "rune": 32,
}  # fmt: skip

BASES = ("hex", "bin", "dec")


def written(text: str, base: str, kind: str = "") -> str:
    """Return ``text`` with its integer in ``base``; text that is none stays as it is.

    A negative one is shown in two's complement of its type's width.

    >>> written("255", "hex"), written("-1", "hex", "int"), written("0x10", "dec")
    ('0xff', '0xffffffff', '16')
    >>> written("97 'a'", "bin"), written("1.5", "hex")
    ("0b1100001 'a'", '1.5')
    """
    found = _INTEGER.match(text.strip())
    if found is None or base not in BASES:
        return text
    value = int(found[1], 0)
    if base == "dec":
        return f"{value}{found['rest']}"
    if value < 0:
        value += 1 << _BITS.get(kind.replace("const ", "").strip(), 64)
    return f"{value:#x}{found['rest']}" if base == "hex" else f"{value:#b}{found['rest']}"
