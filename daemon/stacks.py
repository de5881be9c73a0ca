"""The stacks of all threads at once: who stands where, and who waits for a lock."""

from __future__ import annotations

import asyncio
import re

import msgspec

from ..protocol import dap
from . import frames
from .answers import Frame
from .keyhole import Keyhole
from .state import Session

#: Threads whose stacks are asked for; a program may have thousands.
THREADS = 256

#: Frames of one thread where there are several.
FRAMES = 50

#: Functions in which a thread waits for another: libc, pthreads, Rust, Python, Go.
_LOCKS = re.compile(
    r"^(__)?(pthread_mutex_(timed)?lock|pthread_rwlock_\w*lock|pthread_cond_(timed)?wait|"
    r"pthread_join\w*|lll_lock_wait\w*|___pthread_mutex_lock|futex_\w*wait\w*|sem_wait)|"
    r"::(lock_contended|lock_slow|park|wait)$|^(acquire|wait|join)$|semacquire|gopark"
)


class Stack(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The stack of one thread, or of several that stand at the same place."""

    threads: list[int]
    names: list[str] = []
    frames: list[Frame] = []
    #: Frames that are not shown; -1 = more, not counted.
    left_out: int = 0
    #: The function in which it waits for another thread; empty = it does not.
    waits_in: str = ""
    selected: bool = False


async def every(hub: Keyhole, session: Session) -> tuple[list[Stack], int]:
    """Return the stacks of all threads, same ones folded, and how many were left out."""
    found = (await hub.dap(session, "threads", dap.Threads, {})).threads
    folded: dict[tuple[tuple[str, str, int], ...], Stack] = {}
    levels = FRAMES if len(found) > 1 else 1000
    asked = found[:THREADS]
    # All at once: debugpy waits half a second for each thread that is blocked outside Python.
    answers = await asyncio.gather(
        *(frames.stack(hub, session, levels=levels, thread=thread.id) for thread in asked)
    )
    for thread, (stack, below) in zip(asked, answers, strict=True):
        told = [frames.told(f, n, session.profile, -1) for n, f in enumerate(stack)]
        key = tuple((frame.function, frame.file, frame.line) for frame in told)
        one = folded.setdefault(
            key, Stack(threads=[], frames=told, left_out=below, waits_in=waiting(told))
        )
        one.threads.append(thread.id)
        one.names.append(thread.name)
        one.selected = one.selected or thread.id == session.thread_id
    return list(folded.values()), max(0, len(found) - THREADS)


def waiting(stack: list[Frame]) -> str:
    """Return the function of the innermost frames that waits for a lock; empty = none does.

    >>> waiting([Frame(number=0, function="__lll_lock_wait"), Frame(number=1, function="main")])
    '__lll_lock_wait'
    """
    for frame in stack[:4]:
        if _LOCKS.search(frame.function.split("(")[0]):
            return frame.function
    return ""
