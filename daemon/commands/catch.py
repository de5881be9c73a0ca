"""Choose the exceptions to stop at; without a filter, list what there is.

Examples:
  daebug catch
  daebug catch cpp_throw
  daebug catch raised --if '__exception__[0] is KeyError'
  daebug catch none
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.dap import ExceptionFilter
from ...protocol.errors.adapter import NotSupported
from ...protocol.errors.programs import NoSuchFilter
from .. import exception_filters, sessions
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "breakpoints"

PARAMS = (
    click.Argument(["filters"], nargs=-1, metavar="[FILTER... | none]"),
    click.Option(
        ["--if", "condition"], default="", metavar="EXPR", help="Stop only where this holds."
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """The filters to stop at, instead of those before; ``none`` = at no exception."""

    filters: list[str] = []
    condition: str = ""


class Shown(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One filter."""

    filter: str
    label: str = ""
    set: bool = False
    condition: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """All filters of the adapter, and which are set."""

    session: str
    filters: list[Shown]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Set them.

    Raises:
        NoSuchFilter: the adapter has no such one.
        NotSupported: it has none, or they take no condition.
    """
    session = hub.session()
    sessions.need_live(session, "choose exceptions")
    there = exception_filters.offered(session)
    if request.filters:
        wanted = [] if request.filters == ["none"] else request.filters
        for name in wanted:
            _check(name, request.condition, there, session.adapter)
        async with session.turn:
            await exception_filters.choose(hub, session, dict.fromkeys(wanted, request.condition))
    now = exception_filters.chosen(session)
    shown = [
        Shown(filter=f.filter, label=f.label, set=f.filter in now, condition=now.get(f.filter, ""))
        for f in there
    ]
    return Reply(session=session.name, filters=shown)


def _check(name: str, condition: str, there: list[ExceptionFilter], adapter: str) -> None:
    """Refuse a filter that is not there, or takes no condition."""
    found = {one.filter: one for one in there}
    if name not in found:
        listed = ", ".join(found) or "none"
        raise NoSuchFilter(adapter=adapter, filter=name, filters=listed)
    if condition and not found[name].supports_condition:
        raise NotSupported(
            adapter=adapter,
            request=f"a condition on {name}",
            capability="supportsCondition of that filter",
            instead=f"daebug catch {name}",
        )


def render(reply: Reply, look: Look) -> str:
    """Return a line each, ``*`` at those that are set."""
    lines = []
    for one in reply.filters:
        extra = f"  (if {one.condition})" if one.condition else ""
        text = f"{'*' if one.set else ' '} {one.filter}: {one.label}{extra}"
        lines.append(look.paint(text, "bold") if one.set else text)
    return "\n".join(lines or ["this adapter has no exception filters"]) + "\n"
