"""Let a program run on, and answer with where it stops, ends, or still runs."""

from __future__ import annotations

from typing import Any

import msgspec

from ..protocol import dap
from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterGarbage, AdapterSilent
from ..protocol.errors.daemon import ProcessDown
from ..protocol.errors.programs import PostMortem
from ..protocol.errors.sessions import SessionLost
from ..protocol.facts import Stopped
from ..protocol.orders import CoreFile
from ..protocol.walks import StepsTaken, TakeSteps
from . import breakpoints, families, frames, reduce, sessions, snapshot, threads, watching
from .answers import Outcome
from .keyhole import Keyhole
from .refs import Refs
from .state import Session

#: After this long without a stop, a program that never wrote may wait for input.
QUIET_S = 2.0


#: Seconds for an answer that is on its way.
GRACE_S = 5.0

#: What the requests do, as an error says it.
SAID = {"next": "go to the next line", "stepIn": "step", "stepOut": "finish the function"}


class Empty(msgspec.Struct):
    """The answer of a DAP request that has no body we read."""


async def resume(
    hub: Keyhole,
    session: Session,
    command: str,
    arguments: dict[str, Any],
    *,
    alone: int | None = None,
) -> None:
    """Let the program run on by a DAP request (``continue``, ``next``, ``stepIn``, ...).

    ``alone`` is the only thread that runs; the others wait.

    The state says ``running`` before the adapter is asked, so whoever waits
    can't take the stop before it for the stop after it.

    Raises:
        NotStopped, HasExited, SessionLost: it was not stopped.
        NoSuchThread, NotSupported: it can't run ``alone``.
        AdapterSilent, AdapterGarbage: it runs, for all that is known; its stop will be told.
        DaebugError: the adapter refused; the program is still stopped.
    """
    async with session.turn:
        what = SAID.get(command, command)
        sessions.need_stopped(session, what)
        only = {} if alone is None else await threads.alone(hub, session, alone)
        stop, count = await _let_run(hub, session, what)
        thread = {"threadId": session.thread_id}
        try:
            await hub.dap(session, command, Empty, {**thread, **arguments, **only})
        except (AdapterSilent, AdapterGarbage):
            raise
        except DaebugError:
            _still_stopped(hub, session, stop, count)
            raise


async def walk(hub: Keyhole, session: Session, order: TakeSteps) -> StepsTaken:
    """Have the bridge take steps; return what it saw, once the state is what it was then.

    Raises:
        DaebugError: as ``resume``.
    """
    async with session.turn:
        stop, count = await _let_run(hub, session, "step")
    try:
        answer = await hub.order("bridge", order, order.timeout_s + GRACE_S)
    except ProcessDown as error:
        raise SessionLost(session=session.name, why=error.text) from error
    except DaebugError:
        _still_stopped(hub, session, stop, count)
        raise
    assert isinstance(answer, StepsTaken)
    if answer.ended != "time":
        await hub.until(lambda: session.state != "running", GRACE_S)
    return answer


async def _let_run(hub: Keyhole, session: Session, what: str) -> tuple[Stopped | None, int]:
    """Say that the session runs; return its last stop, and how many there were.

    Raises:
        NotStopped, HasExited, SessionLost, PostMortem: it can't.
    """
    sessions.need_stopped(session, what)
    if isinstance(session.target, CoreFile):
        raise PostMortem(session=session.name, what=what)
    await breakpoints.retire(hub, session)
    before = session.stop, session.stops
    reduce.step(session, "resumed")
    session.stop = None
    hub.touch()
    return before


def _still_stopped(hub: Keyhole, session: Session, stop: Stopped | None, count: int) -> None:
    """Take back that it runs, unless a stop was told since."""
    if session.state == "running" and session.stops == count:
        reduce.step(session, "stopped")
        session.stop = stop
        hub.touch()


def moved(hub: Keyhole, session: Session, reason: str) -> None:
    """Enter that a command of the debugger's console put the program elsewhere: no event tells."""
    stop = session.stop
    if stop is not None:
        session.stop = msgspec.structs.replace(
            stop, reason=reason, description="", text="", breakpoints=[]
        )
    session.refs, session.frame, session.chosen = Refs(), 0, False
    session.displaced = True
    # To whoever shares the session it is a stop.
    session.stops += 1
    hub.touch()


async def outcome(hub: Keyhole, session: Session, timeout_s: float) -> Outcome:
    """Wait for the program to stop or end, ``timeout_s`` seconds at most; tell where it is.

    A stop of a process that the program started is an answer, told as that of its
    own session.  Time up is an answer too: ``running``, with how to go on.
    """

    def settled() -> bool:
        return session.state not in ("running", "starting")

    def news() -> Session | None:
        return families.news(hub.state, session)

    if not await hub.until(lambda: settled() or news() is not None, timeout_s):
        answer = snapshot.plain(session)
        answer.waited_s = timeout_s
        answer.output = await snapshot.heard(hub, session, 0)
        if timeout_s >= QUIET_S and not session.output.end:
            answer.notes.append("no output yet; it may wait for input: daebug input TEXT")
        answer.notes += families.remarks(hub.state, session)
        answer.next = ["daebug await", "daebug pause", "daebug output"]
        return answer
    if not settled() and (child := news()) is not None:
        return await _of_child(hub, child)
    return await here(hub, session)


async def _of_child(hub: Keyhole, child: Session) -> Outcome:
    """Tell the stop of a process that the program started."""
    answer = await here(hub, child)
    answer.notes.append(f"this is process {child.pid}, started by {child.parent}, which runs on")
    answer.next = [f"{command} --session {child.name}" for command in answer.next]
    return answer


async def here(hub: Keyhole, session: Session) -> Outcome:
    """Tell where the program is now, whatever its state."""
    async with session.turn:
        stop = session.stop
        if session.state == "stopped" and stop is not None:
            session.told = session.stops
            await breakpoints.retire(hub, session)
            answer = await snapshot.stopped(hub, session)
            answer.output = await snapshot.heard(hub, session, stop.output_bytes)
            answer.notes += await watching.changes(hub, session)
            answer.notes += await _remarks(hub, session)
            answer.notes += families.remarks(hub.state, session)
            answer.next = _next(session)
            return answer
        answer = snapshot.plain(session)
        upto = session.ending.output_bytes if session.ending else 0
        answer.output = await snapshot.heard(hub, session, upto)
        if session.state in ("exited", "lost"):
            answer.notes += breakpoints.unbound(session)
            answer.next = ["daebug restart", "daebug output", "daebug stop"]
            if session.parent:
                answer.next = [f"daebug await --session {session.parent}", "daebug sessions"]
        answer.notes += families.remarks(hub.state, session)
        if session.live:
            answer.next = ["daebug await", "daebug pause", "daebug output"]
        return answer


async def _remarks(hub: Keyhole, session: Session) -> list[str]:
    """Return what the reader should know of this stop."""
    notes, session.notes = session.notes, []
    stop = session.stop
    for number in stop.breakpoints if stop else []:
        record = session.breakpoints.get(number)
        if record is None or not record.wanted.condition or record.hits > 1:
            continue
        why = await _condition_fault(hub, session, record.wanted.condition)
        if why:
            notes.append(
                f"the condition of breakpoint {number} can't be evaluated, so it stops every "
                f"time: {why}"
            )
    return notes


async def _condition_fault(hub: Keyhole, session: Session, condition: str) -> str:
    """Return why a condition can't be evaluated here; adapters often say nothing."""
    try:
        innermost = await frames.selected(hub, session, 0)
        request = {
            "expression": condition,
            "frameId": innermost.id,
            "context": session.profile.expression_context,
        }
        await hub.dap(session, "evaluate", dap.Evaluated, request)
    except DaebugError as error:
        return str(error.facts.get("why", error.text)).splitlines()[0]
    return ""


def _next(session: Session) -> list[str]:
    """Return commands that make sense at this stop."""
    if isinstance(session.target, CoreFile):
        return ["daebug backtrace --all", "daebug frame N", "daebug print EXPR", "daebug registers"]
    if session.stop is not None and session.stop.reason == "exception":
        return ["daebug backtrace", "daebug print EXPR", "daebug frame N", "daebug restart"]
    if session.stop is not None and session.stop.reason == "entry":
        return ["daebug break LOC", "daebug continue"]
    return ["daebug next", "daebug step", "daebug print EXPR", "daebug continue"]
