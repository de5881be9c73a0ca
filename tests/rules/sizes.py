"""Short files and short functions."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests import tree

#: Lines of the longest file.
FILE_LINES = 300

#: Lines of the median Python module of the package, packages' own files left out.
MEDIAN_LINES = 140

#: Lines of the longest function, its docstring left out.
FUNCTION_LINES = 40


def broken(root: Path) -> list[str]:
    """Return the files that are too long, and the median if that is."""
    counted = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in tree.sources(root, ".py", ".c", ".h", ".js")
    }
    found = [f"{name} has {lines} lines" for name, lines in counted.items() if lines > FILE_LINES]
    modules = [
        lines
        for name, lines in counted.items()
        if name.endswith(".py") and not name.startswith("tests/") and "__" not in name
    ]
    if modules and statistics.median(modules) > MEDIAN_LINES:
        found.append(f"the median module has {statistics.median(modules):g} lines")
    return found


def long_functions(root: Path) -> list[str]:
    """Return the functions of the package that do not fit a screen."""
    return [
        f"{name}: {node.name} has {lines(node)} lines"
        for name, module in tree.modules(root)
        if not name.startswith("tests/")
        for node in ast.walk(module)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and lines(node) > FUNCTION_LINES
    ]


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of ``node`` from its ``def``, without its docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring
