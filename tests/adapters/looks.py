"""What tests of an adapter look at in session ``a`` of a desk: frames, variables, values."""

from __future__ import annotations

from typing import Any

from daebug.protocol import facts, orders
from daebug.protocol.orders import Bound, Breakpoint
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, line


async def top(desk: Desk, thread: int | None = 1) -> dict[str, Any]:
    """Return the innermost frame."""
    frames = (await desk.dap("stackTrace", threadId=thread))["stackFrames"]
    return dict(frames[0])


async def listed(desk: Desk, reference: int, **terms: Any) -> dict[str, dict[str, Any]]:
    """Return variables by name."""
    answer = await desk.dap("variables", variablesReference=reference, **terms)
    return {one["name"]: one for one in answer["variables"]}


async def local(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return the innermost frame's own variables."""
    scopes = (await desk.dap("scopes", frameId=(await top(desk))["id"]))["scopes"]
    return await listed(desk, scopes[0]["variablesReference"])


async def value(desk: Desk, expression: str) -> str:
    """Return an expression's value in the innermost frame."""
    frame = (await top(desk))["id"]
    return str((await desk.dap("evaluate", expression=expression, frameId=frame))["result"])


async def points(desk: Desk, *wanted: Breakpoint) -> list[Bound]:
    """Set breakpoints; return where they are."""
    order = orders.SetBreakpoints(session="a", breakpoints=list(wanted), timeout_s=STEP_S)
    answer = await desk.order(order)
    assert isinstance(answer, orders.BreakpointsSet), answer
    return answer.bound


async def stopped_at(desk: Desk, program: str, mark: str) -> dict[str, Any]:
    """Run on to the next stop, which must be at a mark; return its frame."""
    await desk.proceed(1)
    stop = await desk.next(facts.Stopped)
    frame = await top(desk, stop.thread_id)
    assert (frame["source"]["path"], frame["line"]) == (
        str(PROGRAMS / program),
        line(program, mark),
    )
    return frame
