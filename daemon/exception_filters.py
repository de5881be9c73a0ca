"""Exception filters: what the adapter offers, and what was chosen of it."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from ..protocol.dap import ExceptionFilter, exception_arguments
from ..protocol.errors import DaebugError
from . import families
from .keyhole import Keyhole
from .state import Session

log = logging.getLogger("daebug.breakpoints")


def offered(session: Session) -> list[ExceptionFilter]:
    """Return the filters of the session's adapter."""
    told = session.capabilities.get("exceptionBreakpointFilters") or []
    return msgspec.convert(told, list[ExceptionFilter], strict=False)


def chosen(session: Session) -> dict[str, str]:
    """Return filter -> condition of those that are set."""
    if session.catches is not None:
        return session.catches
    return dict.fromkeys(session.profile.exceptions, "")


async def choose(hub: Keyhole, session: Session, filters: dict[str, str]) -> None:
    """Stop at these from now on, after a restart too."""
    asked = exception_arguments(filters)
    await hub.dap(session, "setExceptionBreakpoints", dict[str, Any], asked)
    for one in families.members(hub.state, session):
        one.catches = filters
        if one is not session and one.live:
            try:
                await hub.dap(one, "setExceptionBreakpoints", dict[str, Any], asked)
            except DaebugError as error:
                log.warning("%s stops at other exceptions: %s", one.name, error)
    hub.touch()
