"""Orders and answers about terminals: programs that the ``terminals`` role runs.

A terminal is a program with its output kept in a ring, addressed by cursor: the
number of bytes that it wrote before.  Most have a pseudo-terminal; what
``daebug shell run`` starts has a pipe and no input.
"""

from __future__ import annotations

import msgspec

from .message import Message


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """One terminal as it is now."""

    #: ``t1``; ``r1`` for a run without a pseudo-terminal.
    id: str
    pid: int
    command: list[str]
    cwd: str
    #: What the program or its user called it.
    title: str
    #: ``running`` or ``exited``.
    state: str
    #: Exit code; ``None`` = it runs, or a signal ended it.
    code: int | None = None
    #: Name of the signal that ended it; empty = none.
    signal: str = ""
    cols: int = 0
    rows: int = 0
    #: It has a pseudo-terminal.
    tty: bool = True
    #: The oldest cursor that is kept, and the newest.
    first: int = 0
    cursor: int = 0
    #: UTC seconds.
    started_at: float = 0.0
    ended_at: float | None = None


class StartTerminal(Message, frozen=True, kw_only=True):
    """Start a program in a terminal of its own; answered with ``TerminalTold``."""

    #: The program and its arguments.
    command: list[str]
    cwd: str
    #: The program's whole environment.
    env: dict[str, str]
    cols: int = 80
    rows: int = 24
    title: str = ""
    #: In a pseudo-terminal; else its output is a pipe and its input is empty.
    tty: bool = True
    #: Lose nothing: the program waits when the ring is full of what nobody read.
    lossless: bool = False
    buffer_bytes: int = 2 * 1024 * 1024
    #: Seconds that it is kept once it has ended and nobody reads it.
    keep_s: float = 1800.0
    #: Most terminals at a time.
    most: int = 64


class ListTerminals(Message, frozen=True, kw_only=True):
    """Tell all terminals; answered with ``TerminalsListed``."""


class WriteTerminal(Message, frozen=True, kw_only=True):
    """Type ``data`` into a terminal; answered with ``TerminalTold``, its cursor as of before."""

    terminal: str
    data: bytes


class ReadTerminal(Message, frozen=True, kw_only=True):
    """Read what a terminal wrote; answered with ``TerminalRead``.

    Without ``until`` the answer comes with the first byte after the cursor, with
    it when the text matches; else when the program ends or ``wait_s`` is over.
    """

    terminal: str
    #: From this cursor; negative = where ``reader`` stopped, or the last ``limit`` bytes.
    since: int = -1
    #: Most bytes of the answer.
    limit: int
    #: Seconds to wait; 0 = answer at once.
    wait_s: float = 0.0
    #: Regular expression (RE2) on the text without its escape sequences.
    until: str = ""
    #: Whose place in the output is kept; empty = nobody's.
    reader: str = ""
    #: Wait for the end of the program, not for output; the answer has the last ``limit`` bytes.
    ended: bool = False


class ResizeTerminal(Message, frozen=True, kw_only=True):
    """Change size or title; answered with ``TerminalTold``."""

    terminal: str
    #: 0 = as it is.
    cols: int = 0
    rows: int = 0
    title: str | None = None


class CloseTerminal(Message, frozen=True, kw_only=True):
    """End the program and everything it started, forget the terminal: ``TerminalClosed``."""

    terminal: str
    #: Keep its output for readers until its time is over.
    keep: bool = False
    #: Seconds between asking the processes to end and killing them.
    grace_s: float = 0.2


class TerminalTold(Message, frozen=True, kw_only=True):
    """The terminal that the order was about."""

    terminal: Terminal


class TerminalsListed(Message, frozen=True, kw_only=True):
    """All terminals, oldest first."""

    terminals: list[Terminal]


class TerminalRead(Message, frozen=True, kw_only=True):
    """A piece of output."""

    terminal: Terminal
    data: bytes
    #: The next byte after ``data``.
    cursor: int
    #: Bytes between the cursor asked for and ``data``.
    left_out_bytes: int = 0
    #: What ``until`` matched; empty = nothing yet.
    matched: str = ""
    #: The wait was over first.
    timed_out: bool = False


class TerminalClosed(Message, frozen=True, kw_only=True):
    """It is gone."""

    terminal: Terminal
    #: Processes beside the program itself that had to be ended.
    ended: int = 0


class ServeTerminalPages(Message, frozen=True, kw_only=True):
    """For the gateway: have pages for terminals; answered with ``TerminalPagesServed``."""


class TerminalPagesServed(Message, frozen=True, kw_only=True):
    """Where the pages of terminals are: ``{url}{terminal}#{key}``."""

    url: str
    #: Who shows it may use every terminal.
    key: str


class TerminalStarted(Message, frozen=True, kw_only=True):
    """A fact: a program runs in a terminal."""

    terminal: str
    pid: int
    #: Start time in clock ticks since boot; 0 = not known.
    started: int


class TerminalEnded(Message, frozen=True, kw_only=True):
    """A fact: the program of a terminal ended."""

    terminal: str
