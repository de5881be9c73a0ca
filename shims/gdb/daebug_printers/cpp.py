"""Types of the C++ library that its printers show in too many words, or not at all."""

from __future__ import annotations

import re
from typing import Any

import gdb
import gdb.printing

from .parts import Shown, Text, whole

#: Types of the C++ library that printers show in too many words.
_CPP = ("tuple", "optional", "variant", "unique_ptr", "shared_ptr", "weak_ptr")

_LIBRARY = re.compile(r"std::(?:__cxx11::|__debug::)?")


def library(value: Any, kind: str, made: Any) -> Any:
    """Return what shows some types of the C++ library; None = its printer does."""
    if not (found := _LIBRARY.match(kind)):
        return None
    name = kind[found.end() :].partition("<")[0]
    if name == "array":
        return gdb.printing.make_visualizer(value["_M_elems"])
    if name in ("list", "forward_list") and hasattr(made, "children"):
        return Shown(made, counted=True)
    if name not in _CPP or not hasattr(made, "children"):
        return None
    said, parts = str(made.to_string()), list(made.children())
    if name == "tuple":
        return whole("", [(f"[{at}]", part) for at, (_, part) in enumerate(parts)])
    if name in ("optional", "variant"):
        index = re.search(r"\[index (\d+)\]", said)
        empty = "nullopt" if name == "optional" else "valueless"
        text = (f"index {index[1]}" if index else "") if parts else empty
        return whole(text, [("value", part) for _, part in parts])
    address = int(parts[0][1]) if parts else 0
    if not address:
        return Text("nullptr")
    told = re.search(r"use count (\d+), weak count (\d+)", said)
    counts = f" strong={told[1]} weak={told[2]}" if told else ""
    pointee = parts[0][1]
    held = [] if pointee.type.target().sizeof == 0 else [("value", pointee.dereference())]
    return whole(f"{address:#x}{counts}", held)
