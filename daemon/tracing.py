"""Many steps in one call: what ran, and what each line changed."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from ..protocol.errors.programs import CantEvaluate
from . import breakpoints, evaluating, frames, sessions, stepping
from .keyhole import Keyhole
from .state import Session

#: What languages print for what does not hold.
FALSE = frozenset({"0", "false", "False", "FALSE", "None", "nil", "null", "NULL", "undefined", ""})


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line that ran, and what it changed."""

    function: str
    file: str = ""
    line: int = 0
    text: str = ""
    #: ``name: old -> new``, ``name = new`` for what is new.
    changes: list[str] = []


class Trace(msgspec.Struct, kw_only=True):
    """What ran, oldest first.

    ``ended`` is why: ``limit``, ``until``, ``time``, or a stop's reason.
    """

    steps: list[Step]
    ended: str
    #: Steps that were taken; ``steps`` may hold the newest only.
    taken: int


async def trace(
    hub: Keyhole,
    session: Session,
    command: str,
    *,
    limit: int,
    keep: int,
    timeout_s: float,
    holds: Callable[[], Awaitable[bool]],
) -> Trace:
    """Step until ``holds``, ``limit`` steps at most; keep the newest ``keep``.

    Raises:
        DaebugError: as ``running.resume``.
    """
    sessions.need_stopped(session, "trace")
    until = time.monotonic() + timeout_s
    arguments: dict[str, Any] = {}
    kept: list[Step] = []
    before = await _place(hub, session)
    values = await stepping.names(hub, session)
    for taken in range(1, limit + 1):
        left = until - time.monotonic()
        # Nobody reads along in code without source: leave it.
        how = command if before.file else "stepOut"
        if left <= 0 or not await stepping.step(hub, session, how, arguments, left):
            reason = session.stop.reason if session.stop else session.state
            ended = "time" if session.state in ("running", "stopped") and left <= 0 else reason
            kept.append(before)
            return Trace(steps=kept[-keep:], ended=ended, taken=taken)
        after = await _place(hub, session)
        now = await stepping.names(hub, session)
        if after.function == before.function:
            before.changes = changed(values, now)
        kept.append(before)
        del kept[:-keep]
        before, values = after, now
        if await holds():
            return Trace(steps=[*kept, before][-keep:], ended="until", taken=taken)
    return Trace(steps=[*kept, before][-keep:], ended="limit", taken=limit)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return what differs.

    >>> changed({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})
    ['b: 2 -> 3', 'c = 4']
    """
    told = []
    for name, value in after.items():
        if name not in before:
            told.append(f"{name} = {value}")
        elif before[name] != value:
            told.append(f"{name}: {before[name]} -> {value}")
    return told


async def true(hub: Keyhole, session: Session, expression: str) -> bool:
    """Tell whether ``expression`` holds in the innermost frame; what is not known there doesn't.

    Raises:
        CantEvaluate: it is no expression.
    """
    frame = await frames.selected(hub, session, 0)
    try:
        found = await evaluating.evaluate(hub, session, expression, frame)
    except CantEvaluate as error:
        if unknown(str(error.facts["why"])):
            return False
        raise
    return found.result.strip() not in FALSE


def unknown(why: str) -> bool:
    """Whether an expression failed for a name that is not there, which may be elsewhere."""
    words = ("undeclared identifier", "is not defined", "No symbol", "could not find symbol")
    return any(word in why for word in words)


async def _place(hub: Keyhole, session: Session) -> Step:
    """Return where the innermost frame is."""
    frame = await frames.selected(hub, session, 0)
    told = frames.told(frame, 0, session.profile, 0)
    text = breakpoints.line_text(told.file, told.line) if told.file else ""
    return Step(function=told.function, file=told.file, line=told.line, text=text)
