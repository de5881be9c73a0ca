"""Which thread waits for which other one: for a lock that it holds, or for its end.

The kernel tells on which word a thread sleeps (futex(2)), and glibc keeps the
owner beside that word.  Other libraries' locks name no owner: nothing is told of
them, and nothing is guessed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..protocol.dap import Evaluated
from ..protocol.errors import DaebugError
from .keyhole import Keyhole
from .state import Session

#: Number of the system call ``futex``, by machine.
_FUTEX = {"x86_64": 202, "aarch64": 98, "riscv64": 98, "ppc64le": 221, "s390x": 238}

#: futex(2): FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI, FUTEX_LOCK_PI2.
_WAITS = frozenset({0, 6, 9, 11, 13})
_COMMAND = 0x7F

#: glibc, ``struct __pthread_mutex_s``: ``int __lock; unsigned __count; int __owner``.
_MUTEX = struct.Struct("=iIi")


class Wait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thread that waits for another."""

    thread: int
    holder: int
    #: Address of the lock, ``0x...``; empty = it waits for the other's end.
    lock: str = ""


async def waits(hub: Keyhole, session: Session, threads: list[int]) -> list[Wait]:
    """Return which of ``threads`` wait for which, as far as system and C library tell."""
    pid = session.pid
    number = _FUTEX.get(os.uname().machine)
    if not pid or number is None or not Path(f"/proc/{pid}/task").is_dir():
        return []
    tids = await _tids(hub, session, threads)
    return await asyncio.to_thread(_told, pid, number, tids)


def circle(found: list[Wait]) -> list[int]:
    """Return threads that wait for each other all around; the first is not said twice.

    >>> circle([Wait(thread=1, holder=2), Wait(thread=2, holder=3), Wait(thread=3, holder=2)])
    [2, 3]
    """
    holders = {one.thread: one.holder for one in found}
    for thread in holders:
        seen: list[int] = []
        at = thread
        while at in holders and at not in seen:
            seen.append(at)
            at = holders[at]
        if at in seen:
            return seen[seen.index(at) :]
    return []


async def _tids(hub: Keyhole, session: Session, threads: list[int]) -> dict[int, int]:
    """Return the system's thread ids -> the adapter's."""
    profile = session.profile
    if profile.system_threads:
        return {thread: thread for thread in threads}
    if not profile.threads_command:
        return {}
    asked = {"expression": profile.threads_command, "context": profile.console_context}
    tids: dict[int, int] = {}
    with contextlib.suppress(DaebugError):
        for line in (await hub.dap(session, "evaluate", Evaluated, asked)).result.splitlines():
            number, _, tid = line.partition(" ")
            tids[int(tid)] = int(number)
    return tids


def _told(pid: int, futex: int, tids: Mapping[int, int]) -> list[Wait]:
    """Return who waits for whom; a thread that can't be read waits for nobody."""
    found = []
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for tid, thread in tids.items():
                with contextlib.suppress(OSError, ValueError, struct.error):
                    words = Path(f"/proc/{pid}/task/{tid}/syscall").read_text().split()
                    wait = _of(words, futex, memory.fileno(), thread, tids)
                    found += [wait] if wait else []
    except OSError:
        return []
    return found


def _of(
    words: list[str], futex: int, memory: int, thread: int, tids: Mapping[int, int]
) -> Wait | None:
    """Return what a thread waits for, by its ``/proc/.../syscall`` (proc(5))."""
    if words[0] != str(futex) or int(words[2], 16) & _COMMAND not in _WAITS:
        return None
    address, expected = int(words[1], 16), int(words[3], 16)
    state, _, owner = _MUTEX.unpack(os.pread(memory, _MUTEX.size, address))
    # pthread_join sleeps on the other's thread id, which the kernel clears at its end.
    if state == expected and tids.get(state, thread) != thread:
        return Wait(thread=thread, holder=tids[state])
    if tids.get(owner, thread) != thread:
        return Wait(thread=thread, holder=tids[owner], lock=f"{address:#x}")
    return None
