"""What a breakpoint asks for, held against what the adapter can."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

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


def exceptions(filters: list[str], conditions: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of ``setExceptionBreakpoints``.

    https://microsoft.github.io/debug-adapter-protocol/specification#Requests_SetExceptionBreakpoints
    """
    plain = [name for name in filters if name not in conditions]
    asked: dict[str, Any] = {"filters": plain}
    options = [
        {"filterId": name, "condition": conditions[name]} for name in filters if name in conditions
    ]
    if options:
        asked["filterOptions"] = options
    return asked


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
