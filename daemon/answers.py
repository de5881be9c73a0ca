"""The shapes of answers: what a stop, a value, a place is.  Plain data for ``--json``."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A variable or a part of one."""

    name: str
    value: str
    type: str = ""
    #: ``@v3``: names the value until the program runs on; empty = it has no parts.
    ref: str = ""
    parts: list[Value] = []
    #: Parts that are not shown.
    left_out: int = 0
    #: Characters of ``value`` that are not shown.
    cut_chars: int = 0
    #: Its name is a key of a map.
    keyed: bool = False


class Frame(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One frame; ``number`` counts from 0, the innermost."""

    number: int
    function: str
    file: str = ""
    line: int = 0
    #: A frame of the runtime or the debugger, not of the program.
    runtime: bool = False
    selected: bool = False
    ref: str = ""


class SourceLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A line of source."""

    number: int
    text: str
    current: bool = False
    breakpoint: bool = False


class Ending(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How a program ended."""

    code: int | None = None
    signal: str = ""
    #: False = as the adapter says; it can't always tell a signal from a code.
    certain: bool = True

    def sentence(self) -> str:
        """Return it in words: ``exited with code 3``."""
        if self.signal:
            return f"was killed by {self.signal}"
        if self.code is None:
            return "ended (exit code not known)"
        doubt = "" if self.certain else " (or by the signal of that number; the adapter can't tell)"
        return f"exited with code {self.code}{doubt}"


class Heard(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Output of the program since the last answer, shortened."""

    text: str = ""
    #: Where to go on: ``daebug output --since CURSOR``.
    cursor: int = 0
    lines_left_out: int = 0


class Outcome(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where a program is: stopped somewhere, running, or over."""

    session: str
    state: str
    program: str = ""
    pid: int = 0
    #: DAP's reason: breakpoint, step, exception, entry, pause, ...
    reason: str = ""
    #: The exception's or signal's own words.
    message: str = ""
    breakpoints: list[int] = []
    thread: int | None = None
    frame: Frame | None = None
    source: list[SourceLine] = []
    arguments: list[Value] = []
    locals: list[Value] = []
    variables_left_out: int = 0
    #: Expressions of ``daebug display``.
    displays: list[Value] = []
    stack: list[Frame] = []
    #: Frames that are not shown; -1 = more, how many is not known.
    frames_left_out: int = 0
    output: Heard = msgspec.field(default_factory=Heard)
    ending: Ending | None = None
    #: Seconds that were waited, where the answer is ``running``.
    waited_s: float = 0.0
    notes: list[str] = []
    #: Commands that make sense now.
    next: list[str] = []
