"""Rust's enums, tuples and texts, written as Rust writes them."""

from __future__ import annotations

import itertools
import re
from typing import Any

import gdb
import gdb.printing

#: Printers of what stands around one value, which is their first part.
AROUND = ("StdRcProvider", "StdCellProvider", "StdRefProvider", "StdRefCellProvider")

#: What is shown of what can't be read.
NOT_READ = "(not initialised)"

#: Levels, parts of one level, and characters of an enum on one line.
DEPTH, PARTS, CHARS = 4, 8, 300

#: gdb's own choice of what shows a value.
_own = gdb.printing.make_visualizer


def described(value: Any, depth: int = DEPTH) -> str:
    """Return a value on one line as Rust writes it, bounded in depth and length."""
    text = _described(value, depth)
    return text if len(text) <= CHARS else f"{text[:CHARS]}..."


def _described(value: Any, depth: int) -> str:
    kind = str(value.type.strip_typedefs().unqualified())
    if found := variant(kind, _own(value)):
        return _written(*found, depth)
    code = value.type.strip_typedefs().code
    if code == gdb.TYPE_CODE_PTR and depth > 0 and int(value):
        target = value.type.target().strip_typedefs()
        if target.code != gdb.TYPE_CODE_INT or target.sizeof > 1:
            return _described(value.dereference(), depth - 1)
    made = gdb.printing.make_visualizer(value)
    said = _plain(made.to_string())
    hint = made.display_hint() if hasattr(made, "display_hint") else None
    if not hasattr(made, "children") or said.startswith('"') or hint == "string":
        return said.rpartition("::")[2] if code == gdb.TYPE_CODE_ENUM else said
    parts = list(itertools.islice(made.children(), PARTS + 1))
    if said.startswith("size=") or hint == "array":
        return _listed(parts, said, depth)
    if said and not parts:
        return said
    name = str(value.type.name or "")
    bare = "" if name.startswith("(") else name.partition("<")[0].rpartition("::")[2]
    return _written(bare, parts, depth)


def _listed(parts: list[tuple[str, Any]], said: str, depth: int) -> str:
    """Return the first elements of a container."""
    if depth <= 0:
        return said
    keys = [re.match(r"\[\d+\] (.*)", str(name), re.DOTALL) for name, _ in parts]
    texts = [
        (f"{key[1]}: " if key else "") + _described(part, depth - 1)
        for key, (_, part) in zip(keys, parts, strict=True)
    ][:PARTS]
    more = ["..."] if len(parts) > PARTS else []
    return ("{{{}}}" if any(keys) else "[{}]").format(", ".join([*texts, *more]))


def _written(name: str, parts: list[tuple[str, Any]], depth: int) -> str:
    """Return a name with its fields, in the brackets that Rust has for them."""
    if not parts:
        return name or "()"
    if depth <= 0:
        return f"{name}(...)"
    texts = [(str(field), _described(part, depth - 1)) for field, part in parts[:PARTS]]
    more = ["..."] if len(parts) > PARTS else []
    if re.fullmatch(r"(__)?\d+", texts[0][0]):
        return f"{name}({', '.join([*(text for _, text in texts), *more])})"
    named = [f"{field}: {text}" for field, text in texts]
    return f"{name} {{ {', '.join([*named, *more])} }}".strip()


def variant(kind: str, made: Any) -> tuple[str, list[tuple[str, Any]]] | None:
    """Return name and fields of the variant of an enum that there is; None = it is none.

    gdb and Rust's printers both show it as the only part, whose type has its name.
    """
    if not hasattr(made, "children"):
        return None
    found = list(itertools.islice(made.children(), 2))
    if len(found) != 1 or str(found[0][1].type) != f"{kind}::{found[0][0]}":
        return None
    name, held = found[0]
    fields = held.type.fields()
    return name, [(re.sub(r"^__(?=\d)", "", one.name), held[one]) for one in fields]


def text(value: Any, kind: str) -> str | None:
    """Return a ``Box<str>``, ``Rc<str>`` or ``Arc<str>`` in quotes; None = it is none."""
    found = re.match(r"alloc::(boxed::Box|rc::Rc|sync::Arc)<str\b", kind)
    if not found:
        return None
    counted = found[1] != "boxed::Box"
    fat = value["ptr"]["pointer"] if counted else value
    # Two counts lie before a text that is shared.
    start = int(fat["data_ptr"]) + (2 * fat["length"].type.sizeof if counted else 0)
    length = min(int(fat["length"]), CHARS)
    data = gdb.selected_inferior().read_memory(start, length).tobytes() if length else b""
    return f'"{data.decode("utf-8", "replace")}"'


def spoken() -> bool:
    """Whether the program that is looked at is Rust's."""
    try:
        return str(gdb.selected_frame().language()) == "rust"
    except (gdb.error, AttributeError):
        return False


def counts(said: str) -> str:
    """Return the counts that printers tell of ``Rc`` and ``RefCell``."""
    if found := re.search(r"strong=(\d+), weak=(\d+)", said):
        return f"strong={found[1]} weak={found[2]}"
    if found := re.search(r"borrow(_mut)?=(-?\d+)", said):
        return "borrowed mutably" if found[1] else f"borrowed={found[2]}"
    return ""


def character(code: int) -> str:
    """Return a ``char`` of Rust as it is written."""
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return NOT_READ
    shown = chr(code)
    return f"'{shown}'" if shown.isprintable() else f"'\\u{{{code:x}}}'"


def _plain(said: Any) -> str:
    return "" if said is None else str(said)
