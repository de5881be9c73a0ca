"""Show the stack of the selected thread, without runtime frames.

With --all every thread with all its frames, same stacks folded, which of them
wait for a lock, and for which other thread where that can be told.

Examples:
  daebug backtrace
  daebug bt --all
  daebug bt --thread 3 --limit 50
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

PARAMS = (
    ALL,
    click.Option(["--limit", "-n"], type=int, default=LIMIT, metavar="N", help="Frames to show."),
    THREAD,
)


class Request(msgspec.Struct, kw_only=True):
    """How much, and of which thread."""

    all: bool = False
    limit: int = LIMIT
    thread: int | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The frames, innermost first."""

    session: str
    thread: int | None
    frames: list[Frame]
    #: Frames that are not shown; -1 = more, not counted.
    left_out: int = 0
    #: With --all: of every thread.
    stacks: list[Stack] = []
    threads_left_out: int = 0
    #: Who waits for whom, and threads that wait for each other all around.
    waits: list[Wait] = []
    deadlock: list[int] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the stack."""
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
        found, below = await frames.stack(hub, session, levels=levels, thread=thread)
    chosen = session.frame if thread == session.thread_id else 0
    told = [frames.told(f, n, session.profile, chosen) for n, f in enumerate(found)]
    if not request.all:
        told = [frame for frame in told if not frame.runtime or frame.selected] or told
    return Reply(session=session.name, thread=thread, frames=told, left_out=below)


def render(reply: Reply, look: Look) -> str:
    """Return a line a frame."""
    if not reply.stacks:
        return show.stack(reply.frames, reply.left_out, look) + "\n"
    lines = []
    for one in reply.stacks:
        names = ", ".join(
            f"{n} {name}".strip() for n, name in zip(one.threads, one.names, strict=True)
        )
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
    for wait in reply.waits:
        what = f"the lock {wait.lock} of thread {wait.holder}" if wait.lock else ""
        lines.append(f"thread {wait.thread} waits for {what or f'thread {wait.holder} to end'}")
    if reply.deadlock:
        around = " -> ".join(map(str, [*reply.deadlock, reply.deadlock[0]]))
        lines.append(look.paint(f"deadlock: {around}", "bold"))
    return "\n".join(lines) + "\n"
