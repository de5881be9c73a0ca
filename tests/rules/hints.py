"""Hints of errors and commands in texts: each names a command that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests import tree

#: ``daebug VERB`` as a hint writes it.
COMMAND = re.compile(r"\bdaebug ([a-z][a-z-]*)\b")


def broken(root: Path) -> list[str]:
    """Return the hints of the catalogue that name no command."""
    known = tree.verbs(root)
    return [
        f"{path}: {hint!r} names no command"
        for path, hint in hints(root)
        if any(word not in known for word in COMMAND.findall(hint))
    ]


def hints(root: Path) -> list[tuple[str, str]]:
    """Return every ``hint = "..."`` of the error classes with its file."""
    found = []
    for path in sorted((root / "protocol" / "errors").glob("*.py")):
        for node in ast.walk(tree.parse(path)):
            match node:
                case ast.Assign(
                    targets=[ast.Name(id="hint")], value=ast.Constant(value=str() as hint)
                ):
                    found.append((path.relative_to(root).as_posix(), hint))
    return found
