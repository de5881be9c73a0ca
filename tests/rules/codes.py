"""Error codes: one class each, seen in the text, so that no import has to fail."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import tree


def broken(root: Path) -> list[str]:
    """Return the codes that a second class has taken."""
    taken: dict[str, str] = {}
    found = []
    for path in sorted((root / "protocol" / "errors").glob("*.py")):
        for code, name in codes(tree.parse(path)):
            if code in taken:
                found.append(f"{name} has the code {code} of {taken[code]}")
            taken.setdefault(code, name)
    return found


def codes(module: ast.Module) -> list[tuple[str, str]]:
    """Return ``(code, class name)`` of each error class in ``module``."""
    found = []
    for node in ast.walk(module):
        for part in node.body if isinstance(node, ast.ClassDef) else []:
            match part:
                case ast.Assign(
                    targets=[ast.Name(id="code")], value=ast.Constant(value=str() as code)
                ):
                    found.append((code, getattr(node, "name", "")))
    return found
