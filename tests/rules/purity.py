"""Commands decide and render; loops, sockets and processes are elsewhere."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests import tree
from tests.rules import layers

#: What a command, and a module that it imports, may not touch.
IMPURE = {
    "aiohttp",
    "asyncio",
    "concurrent",
    "fcntl",
    "multiprocessing",
    "select",
    "selectors",
    "socket",
    "subprocess",
    "threading",
    "time",
    "zmq",
}

#: What a module that a command imports may use: a lock or a clock is held there as data.
HELD = {"asyncio", "time"}

#: Packages from elsewhere that a command may import.
ALLOWED = {"click", "msgspec"}

#: What the Python thin client may import on the way to a warm daemon.
THIN = {"__future__", "sys", "posix", "nt", "_socket", "__version__"}


def broken(root: Path) -> list[str]:
    """Return the imports that commands should do without."""
    found = []
    for path in tree.commands(root):
        name = path.relative_to(root).as_posix()
        found += [
            f"{name}: {said}"
            for target in layers.imports(name, tree.parse(path))
            if (said := _fault(root, target))
        ]
    return found


def heavy(root: Path) -> list[str]:
    """Return what the thin client, and what it needs at once, imports and should not."""
    found = []
    seen: set[Path] = set()
    ahead = [root / "cli" / "thin.py"]
    while ahead:
        path = ahead.pop()
        if path in seen or not path.exists():
            continue
        seen.add(path)
        name = path.relative_to(root).as_posix()
        for target in layers.imports(name, _top(tree.parse(path))):
            first, _, rest = target.partition(".")
            if first == "cli":
                ahead += [root / "cli" / f"{part}.py" for part in rest.split(".")]
            elif first not in THIN:
                found.append(f"{name} imports {target}")
    return found


def _top(module: ast.Module) -> ast.Module:
    """Return what runs when ``module`` is imported: no branches, no bodies of functions."""
    kept = (ast.Import, ast.ImportFrom)
    return ast.Module([node for node in module.body if isinstance(node, kept)], [])


def _fault(root: Path, target: str) -> str:
    """Return what is wrong with a command that imports ``target``, if anything."""
    first = target.partition(".")[0]
    if first in IMPURE:
        return f"imports {target}"
    if first not in {*tree.LAYERS, *ALLOWED, *sys.stdlib_module_names}:
        return f"imports {target}, which is neither ours nor one of {sorted(ALLOWED)}"
    if first != "daemon":
        return ""
    return "".join(
        f"imports {target}, which imports {impure}" for impure in _impurities(root, target)
    )[:200]


def _impurities(root: Path, target: str) -> Iterator[str]:
    """Yield what the module ``target`` (or the module that holds it) imports of ``IMPURE``."""
    place = root.joinpath(*target.split("."))
    for path in (place.with_suffix(".py"), place.parent.with_suffix(".py")):
        if path.exists():
            name = path.relative_to(root).as_posix()
            tops = (one.split(".")[0] for one in layers.imports(name, tree.parse(path)))
            yield from (top for top in tops if top in IMPURE - HELD)
            return
