"""Who imports whom: protocol <- daemon | adapters | shims <- cli, also by name in a string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests import tree

#: A module of the package written in a string: ``daebug.adapters`` or ``..adapters.bridge``.
NAMED = re.compile(r"(?:\bdaebug\.|^\.\.+)(protocol|daemon|adapters|shims|cli)\b")

#: ``importlib.resources.files("daebug.shims")`` opens files and imports nothing of ours.
FILES_OF = {"shims"}

#: ``.pkg`` links these to another place, from where a relative name means something else.
LINKED = {"cli/root.py", "cli/__main__.py"}


def broken(root: Path) -> list[str]:
    """Return the imports that go upward, sideways, or by an absolute name."""
    return [
        f"{name}: {said}"
        for name, module in tree.modules(root)
        if not name.startswith("tests/")
        for said in (*_absolute(name, module), *_upward(name, module), *_hidden(name, module))
    ]


def imports(name: str, module: ast.Module) -> Iterator[str]:
    """Yield what ``module`` (the file ``name``) imports, as dotted names from the root."""
    folder = name.split("/")[:-1]
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                start = folder[: len(folder) - level + 1] if level else []
                base = [*start, *(source.split(".") if source else [])]
                yield from (".".join([*base, alias.name]) for alias in names)


def strings(module: ast.Module) -> Iterator[str]:
    """Yield the strings of ``module`` that are no docstrings, ``"a" + "b"`` as one."""
    bare = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        match node:
            case ast.BinOp(op=ast.Add()):
                yield _joined(node)
            case ast.Constant(value=str() as text) if id(node) not in bare:
                yield text


def _absolute(name: str, module: ast.Module) -> Iterator[str]:
    """Yield imports of the package that are not relative."""
    if name in LINKED:
        return
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module=str() as source, level=0):
                found = [source]
            case _:
                continue
        for target in found:
            if target.split(".")[0] in {"daebug", *tree.LAYERS}:
                yield f"imports {target}; inside the package imports are relative"


def _upward(name: str, module: ast.Module) -> Iterator[str]:
    """Yield relative imports of a layer that this one may not know."""
    layer = name.partition("/")[0]
    for target in imports(name, module):
        into = target.split(".")[0]
        if into in tree.LAYERS and into not in tree.LAYERS[layer]:
            yield f"{layer} imports {target}"


def _hidden(name: str, module: ast.Module) -> Iterator[str]:
    """Yield modules of such a layer that are named in a string."""
    layer = name.partition("/")[0]
    opened = set(_opened(module))
    for text in strings(module):
        for into in NAMED.findall(text):
            if into not in tree.LAYERS[layer] and not (into in FILES_OF and text in opened):
                yield f"{layer} names {text!r}"


def _opened(module: ast.Module) -> Iterator[str]:
    """Yield the packages whose files are opened with ``importlib.resources``."""
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Name(id="files") | ast.Attribute(attr="files"),
                args=[ast.Constant(value=str() as text), *_],
            ):
                yield text


def _joined(node: ast.expr) -> str:
    """Return what a sum of string constants makes, as far as it can be seen."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined(left) + _joined(right)
    return ""
