"""List the threads of the program: goroutines under Go, and tasks of asyncio.

Examples:
  daebug threads
  daebug threads --json
"""

from __future__ import annotations

import msgspec

from ...protocol import dap
from .. import coroutines, frames, sessions, show
from ..answers import Frame
from ..coroutines import Task
from ..keyhole import Keyhole
from ..look import Look
from ..state import Session

TOPIC = "look"

#: Threads whose top frame is asked for; a program may have thousands.
WITH_FRAME = 30

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Listed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A thread; ``frame`` is its innermost own frame, while it is stopped."""

    id: int
    name: str = ""
    #: ``stopped`` or ``running``.
    state: str
    selected: bool = False
    frame: Frame | None = None


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The threads, as the adapter orders them, and what runs in turns within one."""

    session: str
    threads: list[Listed]
    tasks: list[Task] = []


async def run(request: Request, hub: Keyhole) -> Reply:
    """Ask for the threads, and where each is.

    Raises:
        NotStopped: it runs, and the adapter tells no threads then.
    """
    session = hub.session()
    sessions.need_live(session, "list threads")
    async with session.turn:
        found = (await hub.dap(session, "threads", dap.Threads, {})).threads
        listed = [
            Listed(
                id=thread.id,
                name=thread.name,
                state="stopped" if _stopped(session, thread.id) else "running",
                selected=thread.id == session.thread_id,
            )
            for thread in found
        ]
        for item in listed[:WITH_FRAME]:
            if item.state == "stopped":
                item.frame = await _top(hub, session, item.id)
        tasks = await coroutines.tasks(hub, session) if session.state == "stopped" else []
    return Reply(session=session.name, threads=listed, tasks=tasks)


def _stopped(session: Session, thread: int) -> bool:
    """Whether a thread stands still: all do, or only the one that stopped."""
    stop = session.stop
    return stop is not None and (stop.all_threads or thread == stop.thread_id)


async def _top(hub: Keyhole, session: Session, thread: int) -> Frame | None:
    """Return the innermost frame of the program's own code, else the innermost."""
    found, _ = await frames.stack(hub, session, thread=thread)
    if not found:
        return None
    number = frames.first_own(found, session.profile)
    return frames.told(found[number], number, session.profile, -1)


def render(reply: Reply, look: Look) -> str:
    """Return a line a thread."""
    lines = []
    for thread in reply.threads:
        mark = "=>" if thread.selected else "  "
        where = f"  {thread.frame.function} at {show.place(thread.frame)}" if thread.frame else ""
        where = "  running" if thread.state == "running" else where
        lines.append(f"{mark} {thread.id} {thread.name}".rstrip() + where)
    if reply.tasks:
        lines.append("tasks:")
    for task in reply.tasks:
        mark = "=>" if task.state == "running" else "  "
        where = f"{task.function} at {show.short(task.file)}:{task.line}" if task.file else ""
        waits = f"  waits for {task.waits}" if task.waits else f"  {task.state}"
        lines.append(f"{mark} {task.name}  {where}{waits}")
    return "\n".join(lines or ["no threads"]) + "\n"
