"""The threads of a program: selecting one, and letting one run alone."""

from __future__ import annotations

from typing import Any

from ..protocol import dap
from ..protocol.errors.sessions import NoSuchThread
from . import sessions
from .keyhole import Keyhole
from .state import Session

#: Threads that an error lists.
LISTED = 20


async def check(hub: Keyhole, session: Session, number: int) -> None:
    """Let a thread's number pass if the program has one.

    Raises:
        NoSuchThread: it has none.
    """
    found = (await hub.dap(session, "threads", dap.Threads, {})).threads
    if number not in {thread.id for thread in found}:
        there = ", ".join(str(thread.id) for thread in found[:LISTED])
        raise NoSuchThread(thread=number, threads=there or "none")


async def select(hub: Keyhole, session: Session, number: int) -> None:
    """Make a thread the one that commands mean; its innermost own frame is looked at.

    Raises:
        NoSuchThread: the program has none of that number.
    """
    await check(hub, session, number)
    if number != session.thread_id:
        session.thread_id, session.frame, session.chosen = number, 0, False


async def alone(hub: Keyhole, session: Session, number: int) -> dict[str, Any]:
    """Select a thread; return the arguments that make a request run it while the others wait.

    DAP, singleThread: "If this flag is true, execution is resumed only for the thread with
    given `threadId`." https://microsoft.github.io/debug-adapter-protocol/specification#Requests_Continue

    Raises:
        NoSuchThread: the program has none of that number.
        NotSupported: the adapter lets all threads run, always.
    """
    sessions.need_able(
        session,
        "supportsSingleThreadExecutionRequests",
        "one thread alone",
        f"daebug thread {number}",
    )
    await select(hub, session, number)
    return {"threadId": number, "singleThread": True}
