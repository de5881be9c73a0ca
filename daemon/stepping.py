"""Steps: one or several, by statement or instruction, into a chosen call."""

from __future__ import annotations

from typing import Any

import msgspec

from ..protocol.errors.programs import NoSuchTarget
from . import frames, once, running, sessions
from .answers import Outcome
from .keyhole import Keyhole
from .locations import Location
from .state import BreakpointRecord, Session

#: Steps of one call.
MOST = 10_000


async def step(
    hub: Keyhole,
    session: Session,
    command: str,
    arguments: dict[str, Any],
    timeout_s: float,
    *,
    alone: int | None = None,
) -> bool:
    """Take one step and wait for its end; tell whether the program is stopped by the step.

    Raises:
        DaebugError: as ``running.resume``.
    """
    await running.resume(hub, session, command, arguments, alone=alone)
    settled = await hub.until(lambda: session.state not in ("running", "starting"), timeout_s)
    stop = session.stop
    return settled and stop is not None and stop.reason == "step"


async def steps(
    hub: Keyhole,
    session: Session,
    command: str,
    arguments: dict[str, Any],
    *,
    count: int,
    wait_s: float,
    alone: int | None = None,
) -> Outcome:
    """Take ``count`` steps; answer with where they ended, early if something else stops it.

    ``alone`` is as in ``running.resume``.
    """
    for _ in range(max(0, min(count, MOST) - 1)):
        if not await step(hub, session, command, arguments, wait_s, alone=alone):
            return await running.outcome(
                hub, session, 0.0 if session.state == "running" else wait_s
            )
    await running.resume(hub, session, command, arguments, alone=alone)
    return await running.outcome(hub, session, wait_s)


def by_instruction(session: Session) -> dict[str, Any]:
    """Return the arguments that make a step one of the machine's.

    Raises:
        NotSupported: the adapter knows statements only.
    """
    sessions.need_able(
        session, "supportsSteppingGranularity", "a step by instruction", "daebug step"
    )
    return {"granularity": "instruction"}


class _Target(msgspec.Struct, kw_only=True):
    """DAP, StepInTarget."""

    id: int
    label: str


class _Targets(msgspec.Struct, kw_only=True):
    """Answer of ``stepInTargets``."""

    targets: list[_Target] = []


def chooses(session: Session) -> bool:
    """Whether the adapter can step into a call by its name."""
    return bool(session.capabilities.get("supportsStepInTargetsRequest"))


async def into_function(
    hub: Keyhole, session: Session, name: str, *, wait_s: float, alone: int | None
) -> Outcome:
    """Step over the line, but for a call of ``name``, there or deeper: it stops in that.

    Raises:
        NoSuchTarget: there is no such function; nothing has run.
    """
    sessions.need_stopped(session, "step")

    def known(record: BreakpointRecord) -> None:
        if record.bound is None or not record.bound.verified:
            why = record.bound.message if record.bound else ""
            raise NoSuchTarget(name=name, targets=why or "no function of that name")

    answer = await once.run(
        hub,
        session,
        Location(function=await frames.function(hub, session, name)),
        text=name,
        command="next",
        wait_s=wait_s,
        alone=alone,
        bound=known,
    )
    if answer.reason == "step":
        answer.notes.append(f"the line is over; it has not called {name}")
    return answer


async def into(hub: Keyhole, session: Session, name: str) -> dict[str, Any]:
    """Return the arguments that make ``stepIn`` enter the call of ``name`` on this line.

    Raises:
        NoSuchTarget: the line calls nothing of that name.
        NotSupported: the adapter can't choose.
    """
    sessions.need_stopped(session, "step")
    async with session.turn:
        frame = await frames.selected(hub, session, 0)
        answer = await hub.dap(session, "stepInTargets", _Targets, {"frameId": frame.id})
    found = [one for one in answer.targets if name in one.label]
    exact = [one for one in found if one.label.split("(")[0].split("::")[-1] == name]
    if not found:
        there = ", ".join(one.label for one in answer.targets) or "none"
        raise NoSuchTarget(name=name, targets=there)
    return {"targetId": (exact or found)[0].id}
