"""The request that is out: told, perhaps running, and not answered; and its name."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass, field

from ...protocol.scripts import ShownEvent


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
    running: bool = False
    #: Found running by a new process: the hub knows it by another name.
    adopted: bool = False
    events: list[ShownEvent] = field(default_factory=list)
    left_out: int = 0


class Names:
    """Names of requests, never used again, by no process of ours."""

    def __init__(self) -> None:
        """Begin a new row of names."""
        self._row = os.urandom(5).hex()
        self._numbers = itertools.count(1)

    def next(self) -> str:
        """Return the next one."""
        return f"{self._row}-{next(self._numbers)}"
