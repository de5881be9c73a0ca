"""Show the stack of the selected thread, without runtime frames.

With --all every thread with all its frames, same stacks folded, which of them
wait for a lock, and for which other thread where that can be told.

Examples:
  daebug backtrace
  daebug bt --all
  daebug bt --thread 3 --count 50
  daebug bt --start 1000
"""

from __future__ import annotations

import click
import msgspec

from .. import deadlocks, frames, sessions, show, stacks, threads
from ..answers import Frame
from ..deadlocks import Wait
from ..keyhole import Keyhole
from ..look import Look
from ..options import ALL, THREAD
from ..stacks import Stack

TOPIC = "look"
ALIASES = ("bt", "stack")

#: Frames shown unless --all or --limit says otherwise.
LIMIT = 20

#: Frames asked for by --all: a runaway recursion has more, and is told.
MOST = 1000

#: Threads of a crowd that are named.
NAMED = 10

PARAMS = (
    ALL,
    click.Option(
        ["--limit", "--count", "-n"], type=int, default=LIMIT, metavar="N", help="Frames to show."
    ),
    click.Option(
        ["--start"], type=int, default=0, metavar="N", help="The first of them; 0 is innermost."
    ),
    THREAD,
)


class Request(msgspec.Struct, kw_only=True):
    """How much, and of which thread."""

    all: bool = False
    limit: int = LIMIT
    start: int = 0
    thread: int | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The frames, innermost first."""

    session: str
    thread: int | None
    frames: list[Frame]
    #: Frames that are not shown; -1 = more, not counted.
    left_out: int = 0
    #: The first of them.
    next_start: int = 0
    #: With --all: of every thread.
    stacks: list[Stack] = []
    threads_left_out: int = 0
    #: Who waits for whom, and threads that wait for each other all around.
    waits: list[Wait] = []
    deadlock: list[int] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the stack.

    Raises:
        NotStopped, NoSuchThread, NoSuchFrame: there is nothing to show.
    """
    session = hub.session()
    sessions.need_stopped(session, "show the stack")
    thread = session.thread_id if request.thread is None else request.thread
    levels = MOST if request.all else max(1, request.limit)
    if request.all and request.thread is None:
        async with session.turn:
            every, left = await stacks.every(hub, session)
            there = [thread for one in every for thread in one.threads]
            waits = await deadlocks.waits(hub, session, there)
        if len(every) > 1 or (every and len(every[0].threads) > 1):
            return Reply(
                session=session.name,
                thread=None,
                frames=[],
                stacks=every,
                threads_left_out=left,
                waits=waits,
                deadlock=deadlocks.circle(waits),
            )
    async with session.turn:
        if request.thread is not None:
            await threads.check(hub, session, request.thread)
        first = max(0, request.start)
        found, below = await frames.stack(hub, session, levels=levels, thread=thread, first=first)
        if first and not found:
            raise await frames.missing(hub, session, first, thread=thread)
    chosen = session.frame if thread == session.thread_id else 0
    told = [frames.told(f, n, session.profile, chosen) for n, f in enumerate(found, first)]
    if not request.all:
        told = [frame for frame in told if not frame.runtime or frame.selected] or told
    return Reply(
        session=session.name,
        thread=thread,
        frames=told,
        left_out=below,
        next_start=first + len(found),
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line a frame."""
    if not reply.stacks:
        more = f"daebug backtrace --start {reply.next_start}"
        return show.stack(reply.frames, reply.left_out, look, more) + "\n"
    lines = []
    for one in reply.stacks:
        names = _names(one)
        waits = f": waits in {one.waits_in}" if one.waits_in else ""
        title = (
            f"thread {names}" if len(one.threads) == 1 else f"{len(one.threads)} threads: {names}"
        )
        lines.append(look.paint(title + waits, "bold"))
        lines.append(show.stack(one.frames, one.left_out, look).removeprefix("stack:\n"))
    if reply.threads_left_out:
        lines.append(f"({reply.threads_left_out} more threads: daebug threads)")
    if waiting := sum(len(one.threads) for one in reply.stacks if one.waits_in):
        total = sum(len(one.threads) for one in reply.stacks)
        lines.append(f"{waiting} of {total} threads wait for another")
    for (holder, lock), crowd in _crowds(reply.waits).items():
        what = f"the lock {lock} of thread {holder}" if lock else f"thread {holder} to end"
        lines.append(f"{_waiting(crowd)} for {what}")
    if reply.deadlock:
        around = " -> ".join(map(str, [*reply.deadlock, reply.deadlock[0]]))
        lines.append(look.paint(f"deadlock: {around}", "bold"))
    return "\n".join(lines) + "\n"


def _names(one: Stack) -> str:
    """Return the threads of a stack, not all of a crowd."""
    names = [f"{n} {name}".strip() for n, name in zip(one.threads, one.names, strict=True)]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _crowds(waits: list[Wait]) -> dict[tuple[int, str], list[int]]:
    """Return the threads that wait for the same, by whom and what they wait for."""
    found: dict[tuple[int, str], list[int]] = {}
    for wait in waits:
        found.setdefault((wait.holder, wait.lock), []).append(wait.thread)
    return found


def _waiting(threads: list[int]) -> str:
    """Return who waits, not all of a crowd."""
    if len(threads) == 1:
        return f"thread {threads[0]} waits"
    shown = ", ".join(map(str, threads[:NAMED]))
    more = f" and {len(threads) - NAMED} more" if len(threads) > NAMED else ""
    return f"threads {shown}{more} wait"
