"""The processes that belong to one terminal, and their end.

A process belongs to it if it descends from its program, or if it was left by
such a one: the role is the *subreaper* of what it starts (prctl(2)), so an
orphan becomes its child, and is known by its session or by the mark in its
environment, which survives ``setsid``.  One that shed both was left by a terminal
that was open when it started; it belongs to the last of these that is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ..journal import start_ticks

#: Variable that every process of a terminal has, unless it cleaned its environment.
MARK = "DAEBUG_TERMINAL"

#: prctl(2), PR_SET_CHILD_SUBREAPER.
_PR_SET_CHILD_SUBREAPER = 36

#: Rounds of killing: who forks while it is killed is found in the next.
ROUNDS = 5

#: Seconds for the dead to be gone after SIGKILL, each round.
KILLED_S = 1.0


def adopt() -> None:
    """Have orphans of what this process starts become its children, on Linux."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass(frozen=True)
class Family:
    """What tells the processes of one terminal from others."""

    #: Its program.
    leader: int
    #: What their environment has as ``MARK``.
    mark: str
    #: When it began, in clock ticks since boot.
    since: int


@dataclass(frozen=True)
class Others:
    """What belongs to other terminals."""

    #: The programs of all that run: each is a child, and belongs to none but its own.
    programs: Collection[int]
    #: Those that are open, without the one that is looked at.
    families: Collection[Family]


def members(one: Family, others: Others) -> set[int]:
    """Return the living processes of a terminal.

    A leader that is not among the programs has ended, and its number may be another's.
    """
    ours = one.leader in others.programs
    found = {one.leader, *_descendants(one.leader)} if ours else set()
    for pid in _children(os.getpid()):
        if pid not in others.programs and pid not in found and _left_by(pid, one, others.families):
            found |= {pid, *_descendants(pid)}
    return {pid for pid in found if _alive(pid)}


async def end(
    one: Family, others: Callable[[], Others], *, first: signal.Signals, grace_s: float
) -> int:
    """End all processes of a terminal; return how many there were beside its program.

    They get ``first``, and SIGKILL after ``grace_s`` seconds.  ``others`` tells what
    belongs to other terminals now.
    """
    there = members(one, others())
    seen = set(there)
    await _signalled(there, first, grace_s)
    for _ in range(ROUNDS):
        there = members(one, others())
        if not there:
            break
        seen |= there
        await _signalled(there, signal.SIGKILL, KILLED_S)
    return len(seen - {one.leader})


async def _signalled(pids: set[int], number: signal.Signals, wait_s: float) -> None:
    """Send a signal to each of ``pids``, and wait until they are gone or ``wait_s`` is over."""
    fds = []
    for pid in pids:
        with contextlib.suppress(OSError):
            fd = os.pidfd_open(pid)
            fds.append(fd)
            signal.pidfd_send_signal(fd, number)
            if number != signal.SIGKILL:
                signal.pidfd_send_signal(fd, signal.SIGCONT)  # one that is stopped can't end
    try:
        await _gone(fds, wait_s)
    finally:
        for fd in fds:
            os.close(fd)


async def _gone(fds: list[int], wait_s: float) -> None:
    """Wait until every pidfd of ``fds`` tells an end, ``wait_s`` seconds at most."""
    loop = asyncio.get_running_loop()
    left = set(fds)
    over = loop.create_future()

    def ended(fd: int) -> None:
        loop.remove_reader(fd)
        left.discard(fd)
        if not left and not over.done():
            over.set_result(None)

    for fd in fds:
        loop.add_reader(fd, ended, fd)
    try:
        if left:
            async with asyncio.timeout(wait_s):
                await over
    except TimeoutError:
        pass
    finally:
        for fd in left:
            loop.remove_reader(fd)


def _descendants(pid: int) -> Iterator[int]:
    """Yield the children of ``pid``, theirs, and so on."""
    ahead = [pid]
    while ahead:
        for child in _children(ahead.pop()):
            yield child
            ahead.append(child)


def _children(pid: int) -> list[int]:
    """Return the children of ``pid``; proc(5), /proc/pid/task/tid/children."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    except FileNotFoundError:
        return found if os.path.exists("/proc/self/task") else _asked(pid)
    except OSError:
        pass  # it is gone
    return found


def _asked(pid: int) -> list[int]:
    """Return the children of ``pid`` where there is no /proc."""
    import psutil  # 20 ms, for other systems only

    try:
        return [child.pid for child in psutil.Process(pid).children()]
    except psutil.Error:
        return []


def _left_by(pid: int, one: Family, others: Collection[Family]) -> bool:
    """Whether the orphan ``pid`` was left by a process of ``one``, or can't be of any other."""
    if _marked(pid, one):
        return True
    began = start_ticks(pid)
    if began < one.since or not began:
        return False
    return not any(other.since <= began or _marked(pid, other) for other in others)


def _marked(pid: int, one: Family) -> bool:
    """Whether session or environment of ``pid`` say that it was left by a process of ``one``."""
    try:
        if os.getsid(pid) == one.leader:
            return True
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"{MARK}={one.mark}".encode() in file.read().split(b"\0")
    except OSError:
        return False


def _alive(pid: int) -> bool:
    """Whether ``pid`` runs; one that has ended and was not waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[:1] not in ([b"Z"], [b"X"])
    except FileNotFoundError:
        return not os.path.exists("/proc/self/stat") and _signallable(pid)
    except OSError:
        return False


def _signallable(pid: int) -> bool:
    """Whether ``pid`` exists, where there is no /proc."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
