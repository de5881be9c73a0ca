"""Sessions as answers list them."""

from __future__ import annotations

import msgspec

from . import sessions
from .look import Look
from .state import Session


class Listed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One session."""

    name: str
    state: str
    program: str
    folder: str
    pid: int = 0
    adapter: str = ""
    parent: str = ""
    #: Why it stopped, how it ended, or why it was lost.
    detail: str = ""


def listed(session: Session) -> Listed:
    """Return a session as an answer shows it."""
    detail = ""
    if session.state == "stopped" and session.stop:
        detail = session.stop.reason
    elif session.state == "exited":
        detail = sessions.how(session)
    elif session.state == "lost":
        detail = session.lost
    return Listed(
        name=session.name,
        state=session.state,
        program=session.title,
        folder=session.folder,
        pid=session.pid,
        adapter=session.adapter,
        parent=session.parent,
        detail=detail,
    )


def line(item: Listed, look: Look) -> str:
    """Return ``prog  stopped (breakpoint)  /path/prog  pid 12  lldb-dap``."""
    detail = f" ({item.detail})" if item.detail else ""
    pid = f"  pid {item.pid}" if item.pid else ""
    child = f"  child of {item.parent}" if item.parent else ""
    name = look.paint(item.name, "bold")
    return f"{name}  {item.state}{detail}  {item.program}{pid}  {item.adapter}{child}"
