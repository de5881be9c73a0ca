"""Waiting until processes have nothing more to do, so that they disturb no measurement."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.installed import BenchError, Daemon

#: How often the clock of a process is read, and for how long it must stand still.
LOOK_S, STILL_S = 0.02, 0.12

#: Seconds that a daemon may take to come to rest.
PATIENCE_S = 20.0


def until(what: str, holds: Callable[[], bool]) -> None:
    """Look until ``holds()``.

    Raises:
        BenchError: it does not within ``PATIENCE_S``; ``what`` was waited for.
    """
    pause = threading.Event()
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise BenchError(f"waited {PATIENCE_S:g} s for {what}")
        pause.wait(LOOK_S)


def rest(pids: list[int]) -> None:
    """Wait until none of ``pids`` has used the processor for ``STILL_S``."""
    seen: tuple[float, list[int]] = (0.0, [])

    def still() -> bool:
        nonlocal seen
        now, clock = time.monotonic(), [ticks(pid) for pid in pids]
        if clock != seen[1]:
            seen = (now, clock)
        return now - seen[0] >= STILL_S

    until(f"processes {pids} to come to rest", still)


def spare(daemon: Daemon) -> None:
    """Wait until ``daemon`` has a spare adapter that is ready."""
    found: list[int] = []

    def there() -> bool:
        found[:] = [a["pid"] for a in daemon.status()["adapters"] if a["state"] == "spare"]
        return bool(found)

    until("a spare adapter", there)
    rest(found)


def ticks(pid: int) -> int:
    """Return the processor time of ``pid`` in clock ticks (proc(5), stat, fields 14 and 15)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
