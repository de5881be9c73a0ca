"""Every module says what is in it; every public function what its caller gets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import tree

#: The parts of a command, which its module's docstring tells of.
OF_A_COMMAND = {"run", "stream", "render", "Request", "Reply"}

Public = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def broken(root: Path) -> list[str]:
    """Return modules, and public classes and functions of the package, that say nothing."""
    found = []
    for name, module in tree.modules(root):
        if not ast.get_docstring(module):
            found.append(f"{name} has no docstring")
        if not name.startswith("tests/"):
            exempt = OF_A_COMMAND if name.startswith("daemon/commands/") else set()
            found += [
                f"{name}: {node.name} has no docstring"
                for node in public(module)
                if node.name not in exempt and not ast.get_docstring(node)
            ]
    return found


def public(node: ast.Module | ast.ClassDef) -> Iterator[Public]:
    """Yield the public functions and classes of ``node``, and those in its classes."""
    for child in node.body:
        if isinstance(child, Public) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)
