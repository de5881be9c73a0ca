"""What a step expected, held against the JSON that came.  Pure.

Each function returns what is wrong, or nothing.
"""

from __future__ import annotations

from typing import Any

from .format import (
    CommandExpectation,
    FrameExpectation,
    OutputStep,
    ResultExpectation,
    StopExpectation,
    VariableExpectation,
)


def command(expected: CommandExpectation | None, *, succeeded: bool, text: str) -> str:
    """Return what is wrong with a command's end; without a word it must succeed."""
    if expected is not None and expected.allow_failure and not succeeded:
        return ""
    wanted = True if expected is None or expected.success is None else expected.success
    if succeeded != wanted:
        return f"it {'failed' if wanted else 'succeeded'}: {text.strip()[:300]}"
    part = expected.output_contains if expected else None
    if part is not None and part not in text:
        return f"'{part}' is not in: {text.strip()[:300]}"
    return ""


def stop(expected: StopExpectation | None, came: dict[str, Any]) -> str:
    """Return what is wrong with where the program is (an ``Outcome``)."""
    reason = came.get("reason") or came.get("state") or ""
    if expected is None:
        return "the program still runs" if came.get("state") == "running" else ""
    frame = came.get("frame") or {}
    ending = came.get("ending") or {}
    found = {
        "line": frame.get("line"),
        "exit_code": ending.get("code"),
        "thread_id": came.get("thread"),
    }
    if expected.reason is not None and expected.reason not in reason:
        return f"the reason is {reason}, not {expected.reason}"
    if expected.file is not None and expected.file not in (frame.get("file") or ""):
        return f"the file is {frame.get('file') or 'not known'}, not {expected.file}"
    for name, value in found.items():
        wanted = getattr(expected, name)
        if wanted is not None and wanted != value:
            return f"{name} is {value}, not {wanted}"
    return ""


def stands(breakpoints: list[dict[str, Any]], at: dict[str, Any]) -> bool:
    """Tell whether a breakpoint that stops at every hit is where a stop is (an ``Outcome``).

    >>> here = {"frame": {"file": "/a.c", "line": 3}}
    >>> stands([{"file": "/a.c", "line": 3}], here)
    True
    >>> stands([{"file": "/a.c", "line": 3, "hit": 2}, {"file": "/b.c", "line": 3}], here)
    False
    """
    frame = at.get("frame") or {}
    place = frame.get("file"), frame.get("line")
    return any(
        (one.get("file"), one.get("line")) == place
        and one.get("enabled", True)
        and not {"condition", "hit", "at_hits", "log"} & one.keys()
        for one in breakpoints
    )


def variables(expected: list[VariableExpectation], came: list[dict[str, Any]]) -> str:
    """Return what is wrong with variables (``Value``)."""
    by_name = {one["name"]: one for one in came}
    for one in expected:
        found = by_name.get(one.name)
        if found is None:
            return f"there is no {one.name}; there are: {', '.join(by_name) or 'none'}"
        if why := _value(one.value, one.value_contains, one.type, found):
            return f"{one.name} {why}"
    return ""


def result(expected: ResultExpectation | None, came: dict[str, Any], error: str) -> str:
    """Return what is wrong with a value, or with the error that came in its place."""
    wanted = expected is None or expected.success
    if bool(error) == wanted:
        return error.strip()[:300] if wanted else f"it is {came.get('value')}, and no error"
    if expected is None:
        return ""
    if error:
        part = expected.result_contains or expected.result or ""
        return "" if part in error else f"'{part}' is not in: {error.strip()[:300]}"
    return _value(expected.result, expected.result_contains, expected.type, came)


def frames(expected: list[FrameExpectation], came: list[dict[str, Any]]) -> str:
    """Return what is wrong with a stack."""
    for one in expected:
        if not 0 <= one.index < len(came):
            return f"there is no frame {one.index}; there are {len(came)}"
        found = came[one.index]
        if one.function is not None and one.function not in found.get("function", ""):
            return f"frame {one.index} is {found.get('function')}, not {one.function}"
        if one.file is not None and one.file not in found.get("file", ""):
            return f"frame {one.index} is in {found.get('file') or 'no file'}, not {one.file}"
        if one.line is not None and one.line != found.get("line"):
            return f"frame {one.index} is at line {found.get('line')}, not {one.line}"
    return ""


def output(expected: OutputStep, came: str) -> str:
    """Return what is wrong with the program's output."""
    if expected.contains is not None and expected.contains not in came:
        return f"'{expected.contains}' is not in the output: {came[-300:]}"
    if expected.equals is not None and expected.equals.rstrip("\n") != came.rstrip("\n"):
        return f"the output is {came[-300:]!r}, not {expected.equals!r}"
    return ""


def _value(value: str | None, contains: str | None, kind: str | None, came: dict[str, Any]) -> str:
    text = came.get("value", "")
    if came.get("parts") and contains is not None:
        text += " " + " ".join(str(part.get("value", "")) for part in came["parts"])
    if value is not None and came.get("value", "") != value:
        return f"is {text}, not {value}"
    if contains is not None and contains not in text:
        return f"is {text}, without {contains}"
    if kind is not None and came.get("type", "") != kind:
        return f"has the type {came.get('type') or 'none'}, not {kind}"
    return ""
