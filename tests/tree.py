"""The source tree as the rules see it: files, layers, verbs.

Everything here takes the root of a tree, so that a rule can be shown a small
tree with a violation planted in it.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: The folders of the package; ``LAYERS[x]`` is what ``x`` may import.
LAYERS = {
    "protocol": {"protocol"},
    "daemon": {"protocol", "daemon"},
    "adapters": {"protocol", "adapters"},
    "shims": {"protocol", "shims"},
    "cli": {"protocol", "daemon", "adapters", "shims", "cli"},
}

#: Programs to be debugged in tests are as odd as they have to be.
PROGRAMS = "tests/programs"

#: What lies about in a checkout and is no source.
SKIPPED = {".git", ".hypothesis", ".venv", "venv", "build", "dist", "node_modules", "__pycache__"}


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Yield the files below ``root`` with one of ``suffixes`` (all if none), in order."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        dropped = any(part in SKIPPED or part.endswith(("_cache", ".egg-info")) for part in parts)
        if dropped or parts[0] == ".pkg" or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes:
            yield path


def sources(root: Path, *suffixes: str) -> Iterator[Path]:
    """Yield the files of the package and of its tests, programs to be debugged left out."""
    for path in files(root, *(suffixes or (".py",))):
        name = path.relative_to(root)
        if name.parts[0] in {*LAYERS, "tests"} and not name.is_relative_to(PROGRAMS):
            yield path


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield every Python file of ``sources``: its path from ``root``, and its tree."""
    for path in sources(root):
        yield path.relative_to(root).as_posix(), parse(path)


@functools.cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of the Python file ``path``; parsed once, so leave it as it is."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def commands(root: Path) -> Iterator[Path]:
    """Yield the command modules, one a verb."""
    for path in sorted((root / "daemon" / "commands").glob("*.py")):
        if not path.stem.startswith("__"):
            yield path


def verb(path: Path) -> str:
    """Return the verb of a command module: ``continue_.py`` is ``continue``."""
    return path.stem.rstrip("_").replace("_", "-")


def aliases(path: Path) -> list[str]:
    """Return the other names of the command in ``path``, from its ``ALIASES``."""
    for node in parse(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="ALIASES")], value=value):
                return list(ast.literal_eval(value))
            case ast.AnnAssign(target=ast.Name(id="ALIASES"), value=ast.expr() as value):
                return list(ast.literal_eval(value))
    return []


def verbs(root: Path) -> set[str]:
    """Return every word that may follow ``daebug``."""
    return {word for path in commands(root) for word in (verb(path), *aliases(path))}
