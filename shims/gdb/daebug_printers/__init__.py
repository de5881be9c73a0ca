"""Runs inside gdb, before it serves DAP: values as their language writes them.

Printers of the C++ library and of Rust's toolchain do the reading.  What they say is
brought into one form for all: ``size=3`` before elements, entries of maps under their
keys, the variant of an enum that there is with its fields.  Elements are taken from a
printer as they are asked for, not all at once.
"""

from __future__ import annotations

import re
from typing import Any

import gdb
import gdb.printing

from . import cpp, rust
from .parts import Shown, Text, whole

_LOCKS = re.compile(r"std::sync::(?:\w+::)*(?:Mutex|RwLock)<")

#: gdb's own choice.
_made = gdb.printing.make_visualizer

#: Codes of types that may be shown otherwise; a ``char`` of Rust has a code of its own.
_MENDED = (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION, gdb.TYPE_CODE_CHAR)


def shown(value: Any) -> Any:
    """Return what shows ``value``: gdb's own choice, in our form."""
    try:
        made = _made(value)
        # Most values are numbers and pointers, of which there is nothing to mend.
        code = value.type.strip_typedefs().code
        return _mended(value, made) if code in _MENDED else made
    except (gdb.error, ValueError, RuntimeError):  # garbage, as before it is initialised
        return Text(rust.NOT_READ)


def _mended(value: Any, made: Any) -> Any:
    kind = str(value.type.strip_typedefs().unqualified())
    name = type(made).__name__
    if rust.spoken():
        if variant := rust.variant(kind, made):
            return whole(rust.described(value), variant[1])
        if kind.startswith("(") and hasattr(made, "children"):
            return whole(rust.described(value), list(made.children()))
        if kind == "char":
            return Text(rust.character(int(value)))
        if (text := rust.text(value, kind)) is not None:
            return Text(text)
    if name in rust.AROUND:
        return whole(rust.counts(str(made.to_string())), [next(iter(made.children()))])
    if _LOCKS.match(kind):
        return whole("", [("value", value["data"]["value"])])
    if (special := cpp.library(value, kind, made)) is not None:
        return special
    printed = type(made).__module__ != gdb.printing.__name__ and hasattr(made, "children")
    return Shown(made) if printed else made


def install() -> None:
    """Have gdb's DAP show values by this."""
    gdb.printing.make_visualizer = shown
