"""What has LLDB show values by our formatters, which run inside it (``shims/lldb``).

Its own for the C++ library crash lldb-dap 22 and are slow under CodeLLDB; those of
Rust's toolchain tell wrong variants of enums, and hang on what is not initialised.
"""

from __future__ import annotations

from pathlib import Path

#: The package that LLDB imports.
PACKAGE = Path(__file__).parent.parent / "shims" / "lldb" / "daebug_values"

#: Categories of formatters by language; a C program has nothing to be formatted.
_CATEGORIES = {"c++": "daebug-cpp", "rust": "daebug-rust"}

#: Prints elements as DAP's variables: ``daebug-page START COUNT EXPRESSION``.
PAGE = "daebug-page"

#: Elements that a front gets which asks for all there are.
WHOLE = 60


def commands(language: str) -> list[str]:
    """Return the commands of LLDB that load what ``language`` wants."""
    category = _CATEGORIES.get(language)
    return [*_load(), f"type category enable {category}"] if category else []


def bounded(language: str) -> list[str]:
    """Return the same for a front that always asks for all elements, of arrays too."""
    most = f"script import daebug_values; daebug_values.elements.most = {WHOLE}"
    own = commands(language) or _load()
    return [*own, "type category enable daebug-long", most]


def _load() -> list[str]:
    return [f'command script import "{PACKAGE}"']
