"""Asks: what a client of the gateway wants of the hub, from the fact to its one answer.

A role can't order the hub.  So the gateway tells the fact ``Asked``, whose
``ask`` names it, and the hub orders ``AnswerAsk`` or ``RefuseAsk`` once, within
``timeout_s``.  One more kind of question is a struct here in ``Question``, what
answers it a struct in ``Told``, and an entry in the hub's ``daemon/asks.py``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from .message import Message
from .scripts import ShownEvent
from .testing import Summary


class AppendRequest(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Write a request into the transcript of a realm; answered with ``JobTold``."""

    realm: str
    code: str
    agent: str
    #: Longest run, seconds; 0 = the setting.
    job_s: float = 0.0
    #: Seconds to wait for the result; what is known after them is the answer.
    wait_s: float = 0.0


class LookAtJob(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Tell of a job; answered with ``JobTold``."""

    job: str
    #: Seconds to wait for its end; what is known after them is the answer.
    wait_s: float = 0.0


class RunTests(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Run test files of the root in a page; answered with ``SummaryTold`` when they are over."""

    #: Patterns from the root; empty = what Node runs without being told.
    files: list[str] = []
    #: Patterns of what is left out; ``None`` = build folders.
    exclude: list[str] | None = None
    #: The page to run in; empty = one that is there, else a browser is started.
    page: str = ""
    #: How many pages share the files; 0 = one for each processor.
    parallel: int = 1
    #: Seconds for one file; 0 = as always.
    timeout_s: float = 0.0


#: What may be asked.
Question = AppendRequest | LookAtJob | RunTests


class JobTold(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A job and, once it is over, what it came to."""

    job: str
    realm: str
    #: Whether it is over; before, ``ok`` is false and ``text`` empty.
    over: bool
    #: A state of the table of page jobs: ``requested``, ``started``, ``finished``, ...
    state: str
    ok: bool = False
    #: How ``text`` is to be read: JSON, Text or Error.
    info: str = ""
    text: str = ""
    #: When it was given to its page, seconds since the epoch; 0 = it was not.
    dispatched_at: float = 0.0
    duration_ms: float = 0.0
    events: list[ShownEvent] = []
    events_left_out: int = 0
    #: What was answered for the page: one line a dialog.
    dialogs: list[str] = []


class SummaryTold(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a run of tests came to."""

    summary: Summary


#: What may be answered.
Told = JobTold | SummaryTold


class Asked(Message, frozen=True, kw_only=True):
    """Fact: a client of a root wants something of the hub."""

    root: str
    #: Names it until it is answered; never used again.
    ask: str
    question: Question
    #: Seconds in which the answer has to come.
    timeout_s: float


class AskDropped(Message, frozen=True, kw_only=True):
    """Fact: whoever asked is gone; nobody reads the answer."""

    ask: str


class AnswerAsk(Message, frozen=True, kw_only=True):
    """Hand the answer to whoever asked; answered with ``Done``, also if nobody is there."""

    ask: str
    told: Told


class RefuseAsk(Message, frozen=True, kw_only=True):
    """Hand an error of the catalogue to whoever asked; answered as ``AnswerAsk``."""

    ask: str
    code: str
    facts: dict[str, Any]
