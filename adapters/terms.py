"""What a breakpoint asks for, held against what the adapter can; and what is set at the start."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..protocol.dap import exception_arguments
from ..protocol.errors.adapter import AdapterRefused, NotSupported
from ..protocol.errors.programs import BadCondition
from ..protocol.orders import Breakpoint
from .breakpoints import Hidden

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger("daebug.bridge")

#: Field of a breakpoint -> the capability it needs, and its name for people.
NEEDS: Mapping[str, tuple[str, str]] = {
    "condition": ("supportsConditionalBreakpoints", "a condition"),
    "hit": ("supportsHitConditionalBreakpoints", "a hit count"),
    "log": ("supportsLogPoints", "a log point"),
    "function": ("supportsFunctionBreakpoints", "a breakpoint at a function"),
    "data": ("supportsDataBreakpoints", "a data breakpoint"),
    "instruction": ("supportsInstructionBreakpoints", "a breakpoint at an instruction"),
}


def check(session: Session, breakpoints: list[Breakpoint]) -> None:
    """Let breakpoints pass that the adapter of ``session`` can set.

    Raises:
        NotSupported: it lacks a capability for one of them.
        BadCondition: a condition that does not parse.
    """
    able = session.connection.capabilities
    for item in breakpoints:
        for field, (capability, what) in NEEDS.items():
            if getattr(item, field) and not able.get(capability):
                raise NotSupported(
                    adapter=session.adapter,
                    request=what,
                    capability=capability,
                    instead="daebug break FILE:LINE",
                )
        if item.condition:
            session.plan.check(item)


async def begin(session: Session) -> None:
    """Set the breakpoints of the order, and ours, before the program runs.

    A child comes up without those that can't be set: its process waits for us.

    Raises:
        NotSupported, BadCondition, AdapterRefused: of a session that is nobody's child.
    """
    wanted = session.order.breakpoints
    functions = bool(session.connection.capabilities.get("supportsFunctionBreakpoints"))
    hidden = [item for item in session.plan.hidden if functions or not item.function]
    try:
        check(session, wanted)
        await session.breakpoints.set(wanted, beside(wanted, hidden))
    except (NotSupported, BadCondition, AdapterRefused) as error:
        if session.parent is None:
            raise
        log.warning("without breakpoints: %s", error, extra={"session": session.name})


async def catch(session: Session) -> None:
    """Say what exceptions stop the program: the order's, or those that its parent stops at.

    Raises:
        AdapterRefused: one of them can't be had.
    """
    if session.parent is not None and session.parent.caught:
        await session.ask("setExceptionBreakpoints", session.parent.caught)
    elif session.connection.capabilities.get("exceptionBreakpointFilters"):
        order = session.order
        filters = session.plan.exceptions if order.exceptions is None else order.exceptions
        conditions = {name: order.exception_conditions.get(name, "") for name in filters}
        await session.ask("setExceptionBreakpoints", exception_arguments(conditions))


def beside(wanted: list[Breakpoint], hidden: list[Hidden]) -> list[Hidden]:
    """Return what of ``hidden`` the caller has not set anyway, unconditionally."""
    plain = [item for item in wanted if not (item.condition or item.hit or item.hits or item.log)]
    functions = {item.function for item in plain if item.function}
    lines = {(item.path, item.line) for item in plain if item.path}
    return [
        item
        for item in hidden
        if (
            item.function not in functions if item.function else (item.path, item.line) not in lines
        )
    ]
