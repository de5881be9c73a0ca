"""Rust under lldb and gdb: how to know a Rust program, and where its printers for gdb are.

Looks at files only.  ``rustc --print sysroot`` would cost a process (under
rustup two) at every start and says the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from . import find

#: A function of std's that every panic passes; its name is in the symbol table.
PANIC = "rust_panic"

#: Its names for gdb: rustc 1.86 and newer have std's own symbols in a namespace.
PANICS = (PANIC, f"__rustc::{PANIC}")

#: Where a toolchain keeps them, below its root.
FORMATTERS = Path("lib/rustlib/etc")


def printers(env: Mapping[str, str]) -> list[str]:
    """Return the gdb commands that load Rust's pretty printers; empty = none found."""
    for root in _roots(env):
        folder = root / FORMATTERS
        loader = folder / "gdb_load_rust_pretty_printers.py"
        if loader.is_file():
            return [f"python import sys; sys.path.insert(0, {str(folder)!r})", f"source {loader}"]
    return []


def message(errors: bytes | bytearray) -> str:
    """Return what the panic hook wrote at the end of standard error, from ``thread '`` on."""
    tail = errors.decode(errors="replace")
    start = tail.rfind("thread '")
    said = tail[start:] if start >= 0 else ""
    return re.split(r"^(?:note:|stack backtrace:)", said, flags=re.MULTILINE)[0].strip()


def _roots(env: Mapping[str, str]) -> Iterator[Path]:
    """Yield the roots of toolchains, the one in use first."""
    home = Path(env.get("HOME") or "/")
    rustup = Path(env.get("RUSTUP_HOME") or home / ".rustup")
    toolchains = rustup / "toolchains"
    if name := env.get("RUSTUP_TOOLCHAIN") or _default(rustup / "settings.toml"):
        yield toolchains / name
    if compiler := find.on_path("rustc", env):
        yield Path(compiler).resolve().parent.parent
    yield Path("/usr")
    if toolchains.is_dir():
        yield from sorted(toolchains.iterdir(), reverse=True)


def _default(settings: Path) -> str:
    """Return rustup's default toolchain; empty = it has none."""
    try:
        return str(tomllib.loads(settings.read_text()).get("default_toolchain", ""))
    except (OSError, tomllib.TOMLDecodeError):
        return ""
