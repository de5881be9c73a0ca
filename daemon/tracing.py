"""Many steps in one call: what ran, and what each line changed."""

from __future__ import annotations

import msgspec

from ..protocol.errors.programs import CantEvaluate
from ..protocol.walks import Change, Check, Taken, TakeSteps
from . import breakpoints, evaluating, frames, running, secrets, sessions
from .keyhole import Keyhole
from .state import Session

#: What languages print for what does not hold.
FALSE = frozenset({"0", "false", "False", "FALSE", "None", "nil", "null", "NULL", "undefined", ""})


#: What adapters say of a name that is not there, and may be elsewhere.
UNKNOWN = ("undeclared identifier", "is not defined", "No symbol", "could not find symbol")


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
    check: Check | None = None,
) -> Trace:
    """Step until ``check``, ``limit`` steps at most; keep the newest ``keep``.

    Raises:
        CantEvaluate: the expression of ``check`` is none; the steps were taken.
        DaebugError: as ``running.resume``.
    """
    sessions.need_stopped(session, "trace")
    order = TakeSteps(
        session=session.name,
        command=command,
        thread_id=session.thread_id or 0,
        limit=limit,
        keep=keep,
        timeout_s=timeout_s,
        check=check,
    )
    answer = await running.walk(hub, session, order)
    if answer.refused and check is not None:
        why = evaluating.cleaned(answer.refused)
        raise CantEvaluate(expression=check.expression, why=why, fix=evaluating.advice(why))
    ended = "until" if answer.ended == "check" else answer.ended
    if ended == "over":
        ended = session.stop.reason if session.stop else session.state
    return Trace(steps=[told(one) for one in answer.steps], ended=ended, taken=answer.taken)


def check(session: Session, expression: str, *, holds: bool) -> Check:
    """Return what is looked at after each step: whether ``expression`` holds, or does not."""
    return Check(
        expression=expression,
        context=session.profile.expression_context,
        holds=holds,
        false=sorted(FALSE),
        unknown=list(UNKNOWN),
    )


def told(step: Taken) -> Step:
    """Return a step with the text of its line, secrets masked."""
    text = breakpoints.line_text(step.path, step.line) if step.path else ""
    return Step(
        function=frames.function_name(step.function),
        file=step.path,
        line=step.line,
        text=text,
        changes=[changed(one) for one in step.changes],
    )


def changed(change: Change) -> str:
    """Return a change as text.

    >>> changed(Change(name="a", before="1", after="2")), changed(Change(name="b", after="3"))
    ('a: 1 -> 2', 'b = 3')
    """
    after = secrets.masked(change.name, change.after)
    if change.before is None:
        return f"{change.name} = {after}"
    return f"{change.name}: {secrets.masked(change.name, change.before)} -> {after}"


async def true(hub: Keyhole, session: Session, expression: str) -> bool:
    """Tell whether ``expression`` holds in the innermost frame; what is not known there does.

    Raises:
        CantEvaluate: it is no expression.
    """
    frame = await frames.selected(hub, session, 0)
    try:
        found = await evaluating.evaluate(hub, session, expression, frame)
    except CantEvaluate as error:
        if any(words in str(error.facts["why"]) for words in UNKNOWN):
            return True
        raise
    return found.result.strip() not in FALSE
