"""Breakpoints as answers show them."""

from __future__ import annotations

import msgspec

from ..protocol.orders import Breakpoint
from . import breakpoints, show
from .look import Look
from .state import BreakpointRecord


class Listed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One breakpoint; ``file`` and ``line`` say where it is bound."""

    id: int
    location: str
    verified: bool = False
    enabled: bool = True
    file: str = ""
    line: int = 0
    text: str = ""
    condition: str = ""
    hit: int = 0
    #: Hits it stops at, where not from one on: ``% 5``.
    at_hits: str = ""
    log: str = ""
    column: int = 0
    #: ``line``, ``function``, ``data`` or ``instruction``.
    kind: str = "line"
    #: When what is watched stops: ``read``, ``write`` or ``readWrite``.
    access: str = ""
    value: str = ""
    temporary: bool = False
    hits: int = 0
    message: str = ""


def listed(record: BreakpointRecord) -> Listed:
    """Return a record as an answer shows it."""
    bound, wanted = record.bound, record.wanted
    path = (bound.path if bound else "") or wanted.path
    number = (bound.line if bound else 0) or wanted.line
    verified = bool(bound and bound.verified and record.enabled)
    return Listed(
        id=wanted.id,
        location=record.location,
        verified=verified,
        enabled=record.enabled,
        file=path,
        line=number,
        text=breakpoints.line_text(path, number) if verified else "",
        condition=wanted.condition,
        hit=wanted.hit,
        at_hits=wanted.hits,
        log=wanted.log,
        column=wanted.column,
        kind=_kind(wanted),
        access=wanted.access,
        value=record.value,
        temporary=record.temporary,
        hits=record.hits,
        message=bound.message if bound else "",
    )


def _kind(wanted: Breakpoint) -> str:
    """Return what a breakpoint is set on."""
    if wanted.data:
        return "data"
    if wanted.instruction:
        return "instruction"
    return "function" if wanted.function else "line"


def _hits(count: int) -> str:
    """Return how often a breakpoint was hit, in words; empty = never."""
    if not count:
        return ""
    return "hit once" if count == 1 else f"hit {count} times"


def line(item: Listed, look: Look) -> str:
    """Return ``breakpoint 1 at main.c:42: sum += x  if n == 3``."""
    where = f"{show.short(item.file)}:{item.line}" if item.file and item.line else item.location
    if item.column:
        where += f":{item.column}"
    if item.kind == "data":
        text = f"breakpoint {item.id} watches {item.location}" + (
            f" (now {item.value})" if item.value else ""
        )
    else:
        text = f"breakpoint {item.id} at {where}" + (f": {item.text}" if item.text else "")
    extras = [
        f"if {item.condition}" if item.condition else "",
        f"from hit {item.hit} on" if item.hit else "",
        f"at hits {item.at_hits}" if item.at_hits else "",
        f"logs '{item.log}'" if item.log else "",
        f"on {item.access}" if item.access and item.access != "write" else "",
        "temporary" if item.temporary else "",
        _hits(item.hits),
        "" if item.enabled else "disabled",
        "" if item.verified or not item.enabled else "not bound",
    ]
    shown = ", ".join(extra for extra in extras if extra)
    line = text + (f"  ({shown})" if shown else "")
    return line if item.verified else look.paint(line, "yellow")
