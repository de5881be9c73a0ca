"""What the system tells of a process."""

from __future__ import annotations

import asyncio
import os
import time

from ..protocol.errors.programs import NoSuchName

#: Seconds between looks for a process that is to start.
LOOK_S = 0.02

#: Processes that an error lists.
LISTED = 8


def process_name(pid: int) -> str:
    """Return the name of process ``pid``; empty if it can't be known."""
    import psutil  # 37 ms to import; only attach and status need it

    try:
        return str(psutil.Process(pid).name())
    except (psutil.Error, ValueError, OverflowError):
        return ""


def memory_bytes(pid: int) -> int:
    """Return the resident memory of process ``pid`` in bytes; 0 if it is gone."""
    import psutil  # 37 ms to import; only attach and status need it

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def only(name: str) -> int:
    """Return the pid of the one process called ``name``.

    Raises:
        NoSuchName: there is none, or more than one.
    """
    found = _named(name)
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise NoSuchName(name=name, why="no process has it", fix="ps -e")
    listed = "; ".join(f"{pid}: {words[:60]}" for pid, words in found[:LISTED])
    more = f"; and {len(found) - LISTED} more" if len(found) > LISTED else ""
    why = f"several processes have it: {listed}{more}"
    raise NoSuchName(name=name, why=why, fix=f"daebug attach {found[0][0]}")


async def started(name: str, timeout_s: float) -> int:
    """Return the pid of the next process called ``name`` that starts.

    Raises:
        NoSuchName: none did in time.
    """
    before = {pid for pid, _ in _named(name)}
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        for pid, _ in _named(name):
            if pid not in before:
                return pid
        await asyncio.sleep(LOOK_S)
    why = f"no process of that name started within {timeout_s:g} s"
    raise NoSuchName(name=name, why=why, fix=f"daebug attach --waitfor {name} --timeout 120")


def _named(name: str) -> list[tuple[int, str]]:
    """Return (pid, command line) of this user's processes called ``name``: program or script."""
    import psutil  # 37 ms to import; only attach and status need it

    found = []
    for process in psutil.process_iter(["name", "cmdline", "pid"]):
        words = process.info["cmdline"] or []
        names = {process.info["name"], *(os.path.basename(word) for word in words[:3])}
        if name in names and process.pid != os.getpid():
            found.append((process.pid, " ".join(words)))
    return sorted(found)
