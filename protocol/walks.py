"""The order that takes many steps at once, and its answer."""

from __future__ import annotations

import msgspec

from .message import Message


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """An expression that is looked at after each step."""

    expression: str
    #: DAP evaluate context.
    context: str
    #: End when it holds; else when it does not.
    holds: bool = True
    #: Results that don't hold.
    false: list[str] = []
    #: Words of a refusal that is no answer: a name that is not there may be elsewhere.
    unknown: list[str] = []


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a line changed; values cut to some hundred characters."""

    name: str
    after: str
    #: ``None`` = it is new.
    before: str | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line that ran; ``path`` is empty where there is no source."""

    function: str
    path: str = ""
    line: int = 0
    changes: list[Change] = []


class TakeSteps(Message, frozen=True, kw_only=True):
    """Take steps, ``limit`` at most, and look at each; answered with ``StepsTaken``.

    Only the last stop is told as a fact.
    """

    session: str
    #: DAP: ``next`` or ``stepIn``.
    command: str
    thread_id: int
    limit: int
    #: The newest that are answered.
    keep: int
    timeout_s: float
    check: Check | None = None


class StepsTaken(Message, frozen=True, kw_only=True):
    """The lines, oldest first; the last one is where the program is, if it is stopped."""

    steps: list[Taken]
    taken: int
    #: ``limit``, ``check``, ``time``, ``over``, or the reason of a stop that is no step's.
    ended: str
    #: Why the check's expression was refused; empty = it was not.
    refused: str = ""
