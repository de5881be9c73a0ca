"""What a command file holds, so that the folder can be the registry."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import msgspec

from tests import tree

#: A line of a docstring that shows a use of the command.
EXAMPLE = re.compile(r"^\s+daebug .+", re.MULTILINE)

#: Examples that each command shows.
EXAMPLES = 2


def broken(root: Path) -> list[str]:
    """Return what the command files of ``root`` lack."""
    found = []
    taken: dict[str, str] = {}
    for path in tree.commands(root):
        module = load(path)
        found += [f"{path.name}: {said}" for said in faults(module, tree.verb(path))]
        words = [tree.verb(path), *tree.aliases(path)]
        found += [
            f"{path.name}: {word} is {taken[word]} already" for word in words if word in taken
        ]
        found += [f"{path.name}: {word} twice" for word in {*words} if words.count(word) > 1]
        taken |= dict.fromkeys(words, path.name)
    return found


def load(path: Path) -> Any:
    """Import the command file ``path`` as if it lay in the package."""
    name = f"daebug.daemon.commands.{path.stem}"
    found = sys.modules.get(name)
    if found and found.__file__ and Path(found.__file__).resolve() == path.resolve():
        return found
    name = f"daebug.daemon.commands.seen_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def faults(module: ModuleType, verb: str) -> list[str]:
    """Return what one command lacks."""
    found = []
    text = module.__doc__ or ""
    examples = text.partition("Examples:")[2]
    if not text.strip():
        found.append("no docstring")
    if len(EXAMPLE.findall(examples)) < EXAMPLES:
        found.append(f"fewer than {EXAMPLES} examples")
    if f"daebug {verb}" not in examples:
        found.append(f"no example of daebug {verb}")
    found += [
        f"{name} is no msgspec.Struct"
        for name in ("Request", "Reply")
        if not _is_struct(getattr(module, name, None))
    ]
    runs = inspect.iscoroutinefunction(getattr(module, "run", None))
    streams = inspect.isasyncgenfunction(getattr(module, "stream", None))
    if runs == streams:
        found.append("either `async def run` or a generator `async def stream`")
    if not callable(getattr(module, "render", None)):
        found.append("no render")
    return found + options(module)


def options(module: Any) -> list[str]:
    """Return the options of a command without a field in ``Request``, and fields without one."""
    params = getattr(module, "PARAMS", ())
    request = getattr(module, "Request", None)
    if not _is_struct(request) or request is None:
        return []
    if strange := [param for param in params if not isinstance(param, click.Parameter)]:
        return [f"PARAMS holds {strange[0]!r}, which is no click parameter"]
    names = {str(param.name) for param in params}
    fields = {field.name for field in msgspec.structs.fields(request)}
    return [f"{name} has no field in Request" for name in sorted(names - fields)] + [
        f"{param.name} has no help"
        for param in params
        if isinstance(param, click.Option) and not param.help
    ]


def _is_struct(kind: Any) -> bool:
    """Return whether ``kind`` is a message type."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
