"""The request that is out: told, perhaps running, and not answered; and its name."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass, field

from ...protocol.scripts import RequestFound, ShownEvent
from ...protocol.transcript.reading import Request

#: A request that is not found is looked for again for so long, seconds.
AWAY_S = 0.25


@dataclass
class Outstanding:
    """The request that was told and is not answered."""

    request: str
    agent: str
    code: str
    #: When it was found; later, when it began to run.  Seconds since the epoch.
    at: float
    #: When it was last seen or written by us; an old copy that erases it is not much older.
    since: float = field(default_factory=time.time)
    #: When it was not found: for the first time in a row, and last; seconds (monotonic).
    away_at: float = 0.0
    missed_at: float = 0.0
    running: bool = False
    #: Told by a process before this one.
    adopted: bool = False
    #: What it logged so far, as the hub shows it.
    events: list[ShownEvent] = field(default_factory=list)
    left_out: int = 0
    #: What was logged meanwhile and belongs to no job.
    beside: list[ShownEvent] = field(default_factory=list)
    beside_left_out: int = 0

    def away(self) -> bool:
        """Note that it was not found; return whether it is away for good."""
        now = time.monotonic()
        if now - self.missed_at >= AWAY_S:
            self.away_at = now
        self.missed_at = now
        return now - self.away_at >= AWAY_S


class Names:
    """Names of requests, never used again, by no process of ours."""

    def __init__(self) -> None:
        """Begin a new row of names."""
        self._row = os.urandom(5).hex()
        self._numbers = itertools.count(1)

    def next(self) -> str:
        """Return the next one."""
        return f"{self._row}-{next(self._numbers)}"


def found(
    root: str, transcript: str, request: Request, name: str, *, elsewhere: bool
) -> RequestFound:
    """Return the fact that ``request`` was found, called ``name``, for a realm ``elsewhere``."""
    label = request.label
    options = {"console": label.console, "timeout": f"{label.timeout_s:g}"}
    if not label.timeout_s:
        del options["timeout"]
    return RequestFound(
        root=root,
        transcript=transcript,
        request=name,
        agent=request.agent,
        realm=request.realm if elsewhere else "",
        code=request.code,
        options={option: value for option, value in options.items() if value},
    )
