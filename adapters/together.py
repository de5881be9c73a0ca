"""Threads that stop at the same moment, and which of them is told.

lldb-dap tells one ``stopped`` event for each, in any order; all but one have a hint.
CodeLLDB tells one alone, so the others are asked for.
DAP, preserveFocusHint: "this event should not change the focus".
https://microsoft.github.io/debug-adapter-protocol/specification#Events_Stopped

A stop may be none of the user's business, because its breakpoint has not been hit
often enough; then that of another thread is looked at before the program runs on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from ..protocol.errors.adapter import AdapterRefused
from .alone import Holds
from .dap.messages import Event
from .kind import Stop

if TYPE_CHECKING:
    from .session import Session


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """A ``stopped`` event with what it means."""

    stop: Stop
    #: Numbers of the hub's breakpoints that are to be told now.
    due: tuple[int, ...]
    #: The adapter would have it looked at.
    focus: bool
    all_threads: bool

    @property
    def counts(self) -> bool:
        """Whether it is more than a hit that does not count yet."""
        return bool(self.due) or not self.stop.hit


def fellow(session: Session, body: dict[str, Any]) -> bool:
    """Whether an event is of one more thread than was told."""
    return bool(body.get("preserveFocusHint")) and not session.running


def several(session: Session, met: Met) -> bool:
    """Whether others have to be looked at before this one is acted on."""
    plan = session.plan
    if not isinstance(plan, Holds):
        return False
    return not (met.focus and met.counts) or bool(met.stop.hit and not plan.threads.tells_all)


async def others(session: Session, met: Met) -> list[dict[str, Any]]:
    """Return the other ``stopped`` events of this moment; they are taken off the queue."""
    plan = session.plan
    if isinstance(plan, Holds) and not plan.threads.tells_all:
        beside = await plan.threads.beside(met.stop.thread_id, session.ask)
        # Of a breakpoint that is not the hub's nothing is to be told.
        known = session.breakpoints.hit
        return [one for one in beside if known(one["hitBreakpointIds"], data=False)[0]]
    with contextlib.suppress(AdapterRefused):
        # lldb-dap answers when it has told all of them.
        await session.ask("threads", {})
    heard = session.connection.exchange.heard
    waiting = [heard.get_nowait() for _ in range(heard.qsize())]
    stopped = [one for one in waiting if isinstance(one, Event) and one.name == "stopped"]
    for one in waiting:
        if one not in stopped:
            heard.put_nowait(one)
    return [one.body for one in stopped]


def chosen(met: Sequence[Met]) -> Met:
    """Return the one that is told: with the focus if it counts, else one that counts."""
    return max(met, key=lambda one: (one.counts, one.focus))
