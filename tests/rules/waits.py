"""Tests wait for a fact with a deadline; no test sleeps."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import tree


def broken(root: Path) -> list[str]:
    """Return the sleeps in tests; ``sleep(0)``, a turn of the loop, is none."""
    return [
        f"{name}:{node.lineno} sleeps"
        for name, module in tree.modules(root)
        if name.startswith("tests/")
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and sleeps(node)
    ]


def sleeps(call: ast.Call) -> bool:
    """Return whether ``call`` is a sleep of more than no time."""
    match call:
        case ast.Call(
            func=ast.Name(id="sleep") | ast.Attribute(attr="sleep"),
            args=[ast.Constant(value=0)],
        ):
            return False
        case ast.Call(func=ast.Name(id="sleep") | ast.Attribute(attr="sleep")):
            return True
    return False
