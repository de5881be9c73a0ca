"""Letting one thread run while the others wait, for an adapter that lets all of them run.

Those that can do it themselves take DAP's ``singleThread``; for the others their
plan holds the threads back, until a stop is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .kind import Ask, Plan

if TYPE_CHECKING:
    from .session import Session

#: DAP's name for it, announced where a plan does it.
CAPABILITY = "supportsSingleThreadExecutionRequests"


class Threads(Protocol):
    """What holds the threads of a session back, and knows which of them have stopped."""

    #: The adapter tells each thread that stops; else one of those of the same moment.
    tells_all: bool

    async def hold(self, thread_id: int, ask: Ask, /) -> None:
        """Have all threads but one wait, whatever runs next (``NotSupported``)."""

    async def free(self, ask: Ask, /) -> None:
        """Have all threads run again, once something does."""

    async def stopped(self, thread_id: int, body: dict[str, Any], ask: Ask, /) -> dict[str, Any]:
        """Return a ``stopped`` event as one of the thread that ran."""

    async def beside(self, thread_id: int | None, ask: Ask, /) -> list[dict[str, Any]]:
        """Return ``stopped`` events of the other threads that are at a breakpoint."""


@runtime_checkable
class Holds(Protocol):
    """A plan that holds threads back where its adapter can't."""

    threads: Threads


def announced(plan: Plan, capabilities: dict[str, Any]) -> dict[str, Any]:
    """Return the adapter's capabilities with this one, if the plan has it."""
    return {**capabilities, CAPABILITY: True} if isinstance(plan, Holds) else capabilities


@dataclass
class Alone:
    """Which thread of a session runs alone."""

    #: None = all run.
    thread: int | None = None
    #: Its stop was told.
    told: bool = False


async def begin(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Hold the other threads back, if a request that lets the program run says so.

    Return what the adapter is to be sent.
    """
    thread = int(arguments["threadId"]) if arguments.get("singleThread") else None
    session.alone = Alone(thread)
    if thread is None or not isinstance(session.plan, Holds):
        return arguments
    await session.plan.threads.hold(thread, session.ask)
    return {name: value for name, value in arguments.items() if name != "singleThread"}


async def over(session: Session) -> None:
    """Let go of what was held back: a stop is told, or nothing ran."""
    thread, session.alone.thread = session.alone.thread, None
    if thread is not None and isinstance(session.plan, Holds):
        session.alone.told = True
        await session.plan.threads.free(session.ask)


async def stopped(session: Session, body: dict[str, Any]) -> dict[str, Any] | None:
    """Return a ``stopped`` event as one of the thread that ran alone.

    ``None`` = it is told, or will be: this one is of a thread that did not run.
    """
    alone = session.alone
    if alone.told or (alone.thread is not None and body.get("preserveFocusHint")):
        return None
    if alone.thread is None or not isinstance(session.plan, Holds):
        return body
    return await session.plan.threads.stopped(alone.thread, body, session.ask)


def still(session: Session) -> dict[str, Any]:
    """Return the argument with which a program runs on as it ran before."""
    return {"singleThread": True} if session.alone.thread is not None else {}
