"""Which of a frame's variables are its arguments.

DAP lists arguments and locals together; what tells them apart depends on the
language: lldb's console can list arguments alone, Python's source can be read.
"""

from __future__ import annotations

import ast
import re

from ..protocol import dap
from ..protocol.dap import StackFrame
from ..protocol.errors import DaebugError
from . import source
from .keyhole import Keyhole
from .state import Session

#: ``(int) argc = 1`` at the start of a line.
_LISTED = re.compile(r"^\((?P<type>.+?)\) (?P<name>[A-Za-z_][\w$]*) =", re.MULTILINE)


async def names(hub: Keyhole, session: Session, frame: StackFrame) -> list[str]:
    """Return the names of the arguments of ``frame``, in order; empty if it can't be told."""
    if command := session.profile.arguments_command:
        return await _asked(hub, session, frame, command)
    path = frame.source.path if frame.source else None
    if session.profile.language == "python" and path:
        return in_python("\n".join(source.lines(path) or []), frame.line)
    return []


async def all_names(hub: Keyhole, session: Session, frame: StackFrame) -> list[str]:
    """Return the names of all variables of ``frame``, as the adapter's console has them."""
    return await _asked(hub, session, frame, session.profile.locals_command)


async def _asked(hub: Keyhole, session: Session, frame: StackFrame, command: str) -> list[str]:
    """Ask the adapter's console."""
    request = {
        "expression": command,
        "frameId": frame.id,
        "context": session.profile.console_context,
    }
    try:
        answer = await hub.dap(session, "evaluate", dap.Evaluated, request)
    except DaebugError:
        return []
    return [match["name"] for match in _LISTED.finditer(answer.result)]


def in_python(text: str, line: int) -> list[str]:
    r"""Return the arguments of the innermost function around ``line`` of a Python source.

    >>> in_python("def add(a, *rest, b=1):\n    return a\n", 2)
    ['a', 'b', 'rest']
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    inner: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.lineno <= line <= (node.end_lineno or node.lineno) and (
            inner is None or node.lineno > inner.lineno
        ):
            inner = node
    if inner is None:
        return []
    given = inner.args
    plain = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    starred = [one for one in (given.vararg, given.kwarg) if one is not None]
    return [argument.arg for argument in [*plain, *starred]]
