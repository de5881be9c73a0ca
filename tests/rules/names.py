"""Names that say nothing: a file or a class called so has two jobs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests import tree

BANNED = {
    "util",
    "helper",
    "manager",
    "misc",
    "common",
    "base",
    "core",
    "service",
    "factory",
    "handler",
    "wrapper",
    "impl",
}

#: Terms of the field with a banned word in them.
TERMS = ("core_file", "CoreFile")

#: A verb is called as people type it: gdb's and everybody's word for such a file.
VERBS = {"daemon/commands/core.py"}


def broken(root: Path) -> list[str]:
    """Return the files, folders and classes with a banned stem in their name."""
    found = []
    for path in tree.sources(root, ".py", ".c", ".h", ".js", ".md"):
        name = path.relative_to(root)
        if banned(name.with_suffix("").as_posix()) and name.as_posix() not in VERBS:
            found.append(name.as_posix())
    for file, module in tree.modules(root):
        found += [f"{file}: class {name}" for name in classes(module) if banned(name)]
    return found


def classes(module: ast.Module) -> Iterator[str]:
    """Yield the names of all classes of ``module``."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield node.name


def banned(name: str) -> bool:
    """Return whether a word of ``name`` (snake, kebab or camel) is a banned stem."""
    for term in TERMS:
        name = name.replace(term, "")
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return any(word.lower().removesuffix("s") in BANNED or word.lower() in BANNED for word in words)
