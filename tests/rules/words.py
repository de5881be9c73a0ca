"""What the project's text does not speak of: the places and people of its making."""

from __future__ import annotations

import re
from pathlib import Path

from tests import tree

#: Pieces are put together here, so that this file does not find itself.
FORBIDDEN = {
    "a path of a workplace": re.compile(r"(?<![\w.])/" + r"(?:work|root)/"),
    "a number in a tracker": re.compile(r"\bissue " + r"#", re.IGNORECASE),
    "who wrote it": re.compile(r"\b(?:helper|sub)[ -]?" + r"agents?\b", re.IGNORECASE),
    "work to be done": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b"),
}

SUFFIXES = (".py", ".c", ".h", ".js", ".md", ".toml", ".sh", ".yml", ".yaml", "")


def broken(root: Path) -> list[str]:
    """Return the lines that speak of such things, with what they speak of."""
    return [
        f"{path.relative_to(root).as_posix()}:{number} speaks of {what}"
        for path in tree.files(root, *SUFFIXES)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
