"""``daebug-page START COUNT EXPRESSION``: elements of a container as DAP's variables, in JSON.

For a front of LLDB that gives all of a container or nothing.
"""

from __future__ import annotations

import json
from typing import Any

import lldb

from . import register

#: The command.
NAME = "daebug-page"


def add(debugger: Any) -> None:
    """Add the command."""
    debugger.HandleCommand(f"command script add -o -f {__name__}.page {NAME}")


def page(debugger: Any, words: str, result: Any, _names: Any) -> None:
    """Print a page; LLDB calls it."""
    start, count, expression = words.split(maxsplit=2)
    process = debugger.GetSelectedTarget().GetProcess()
    frame = process.GetSelectedThread().GetSelectedFrame()
    value = frame.GetValueForVariablePath(expression)
    if not value.IsValid() or value.GetError().Fail():
        options = lldb.SBExpressionOptions()
        options.SetIgnoreBreakpoints(True)
        value = frame.EvaluateExpression(expression, options)
    if value.GetError().Fail() or not value.IsValid():
        result.SetError(value.GetError().GetCString() or f"no value: {expression}")
        return
    kind = register.kind_of(value)
    # LLDB keeps how many elements it was told of; what reads them knows all.
    held = kind(value) if kind is not None else None
    children = held.count if held is not None else value.GetNumChildren()
    shown = []
    for at in range(int(start), min(int(start) + int(count), children)):
        one = held.child(at) if held is not None else value.GetChildAtIndex(at)
        if one is None:
            break
        name = one.GetName()
        shown.append({"name": name, "value": told(one), "type": one.GetDisplayTypeName()})
    result.AppendMessage(json.dumps({"variables": shown}))


def told(value: Any) -> str:
    """Return a value on one line."""
    said = value.GetSummary() or value.GetValue()
    if said:
        return str(said)
    parts = [value.GetChildAtIndex(at) for at in range(min(value.GetNumChildren(), 5))]
    inner = [f"{one.GetName()}={one.GetSummary() or one.GetValue() or '{...}'}" for one in parts]
    return f"{{{', '.join(inner)}}}"
