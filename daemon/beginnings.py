"""Where the function of a frame begins, for a debugger that can go there but not run it again."""

from __future__ import annotations

import ast

from ..protocol.dap import StackFrame, text_path
from . import breakpoints, source
from .keyhole import Keyhole
from .locations import Location
from .state import Session


async def of(hub: Keyhole, session: Session, frame: StackFrame) -> Location | None:
    """Return the first line of the frame's function behind its opening; ``None`` = not known."""
    path = text_path(frame)
    if not path:
        return None
    if session.profile.language == "python":
        line = in_python("\n".join(source.lines(path) or []), frame.line)
        return Location(path=path, line=line) if line else None
    return await _bound(hub, session, path, frame)


async def _bound(hub: Keyhole, session: Session, path: str, frame: StackFrame) -> Location | None:
    """Return where a breakpoint at the function binds: debuggers put it behind the opening."""
    name = frame.name.rpartition("`")[2].partition("(")[0]
    record = breakpoints.add(session, Location(function=name), text=name)
    try:
        await breakpoints.sync(hub, session)
        bound = record.bound
    finally:
        del session.breakpoints[record.wanted.id]
        await breakpoints.sync(hub, session)
    if bound is None or not bound.verified or bound.path != path:
        return None
    return Location(path=path, line=bound.line) if bound.line <= frame.line else None


def in_python(text: str, line: int) -> int:
    r"""Return the line of the first statement of the innermost function around ``line``; 0 = none.

    >>> in_python('def add(a):\n    "Add."\n    b = a\n    return b\n', 4)
    3
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return 0
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    if not functions:
        return 0
    body = max(functions, key=lambda node: node.lineno).body
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (body[1] if documented and len(body) > 1 else first).lineno
