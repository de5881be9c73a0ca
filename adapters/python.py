"""Python programs: which interpreter runs one, and where its code begins.

Reads the program's text and nothing else; no adapter here.
"""

from __future__ import annotations

import ast
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

from ..protocol.orders import Launch
from . import find


def script(program: Path, head: bytes) -> bool:
    """Whether ``program`` is a Python script, by its name or its first line."""
    return program.suffix in (".py", ".pyw") or b"python" in _shebang(head)


def interpreter(target: Launch, head: bytes) -> str:
    """Return the Python for a program: named, its shebang's, the caller's, or ours."""
    if target.python:
        return target.python
    env = target.env
    words = _shebang(head).decode(errors="replace").split()
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        words[:1] = [find.on_path(words[0], env)] if words else []
    if words and words[0] and "python" in words[0] and os.access(words[0], os.X_OK):
        return words[0]
    if home := env.get("VIRTUAL_ENV"):
        own = Path(home) / "bin" / "python"
        if os.access(own, os.X_OK):
            return str(own)
    return find.on_path("python3", env) or find.on_path("python", env) or sys.executable


def first_line(source: bytes) -> int:
    """Return the line where a script first does something; 0 = nowhere, or it is no Python.

    A docstring and other bare constants make no code.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
            code = compile(tree, "<script>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    doing = [node for node in tree.body if not _constant(node)]
    if not doing:
        return 0
    begin = min(node.lineno for node in [doing[0], *getattr(doing[0], "decorator_list", [])])
    lines = (line for _, _, line in code.co_lines() if line is not None and line >= begin)
    return next(lines, 0)


def condition_error(condition: str) -> str:
    """Return why ``condition`` is no Python expression; empty = it is one."""
    try:
        ast.parse(condition.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        return str(error.msg if isinstance(error, SyntaxError) else error)
    return ""


def running(pid: int) -> bool:
    """Whether process ``pid`` runs a Python interpreter, as far as its files tell."""
    try:
        if "python" in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
            return True
        return "libpython" in Path(f"/proc/{pid}/maps").read_text(errors="replace")
    except OSError:
        return not Path("/proc/self").exists()  # nothing to look at: let the adapter say


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return ``env`` with output unbuffered, so that it is there when the program stops."""
    return {"PYTHONUNBUFFERED": "1", **env}


def _constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shebang(head: bytes) -> bytes:
    """Return the words of a ``#!`` line; empty = there is none."""
    return head.split(b"\n")[0][2:].strip() if head.startswith(b"#!") else b""
