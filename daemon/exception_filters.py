"""Exception filters: what the adapter offers, and what was chosen of it."""

from __future__ import annotations

from typing import Any

import msgspec

from ..protocol.dap import ExceptionFilter
from .keyhole import Keyhole
from .state import Session


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
    asked: dict[str, Any] = {"filters": [name for name, term in filters.items() if not term]}
    options = [{"filterId": name, "condition": term} for name, term in filters.items() if term]
    if options:
        asked["filterOptions"] = options
    await hub.dap(session, "setExceptionBreakpoints", dict[str, Any], asked)
    session.catches = filters
    hub.touch()
