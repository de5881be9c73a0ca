"""The breakpoints of a session: numbered by us, sent whole, told where they bound."""

from __future__ import annotations

import ast
import logging

import msgspec

from ..protocol.errors import DaebugError
from ..protocol.errors.programs import BadCondition, NoSuchBreakpoint
from ..protocol.orders import EACH_S, Bound, Breakpoint, BreakpointsSet, SetBreakpoints
from . import families, source
from .answers import SourceLine
from .keyhole import Keyhole
from .locations import Location
from .state import BreakpointRecord, Session

log = logging.getLogger("daebug.breakpoints")


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """When a breakpoint stops, and what it does then."""

    condition: str = ""
    #: From this hit on; 0 = every hit.
    hit: int = 0
    #: At these hits only (``protocol.orders.Breakpoint.hits``).
    hits: str = ""
    #: Write this and run on.
    log: str = ""
    temporary: bool = False


def add(
    session: Session, location: Location, *, text: str, terms: Terms | None = None
) -> BreakpointRecord:
    """Enter a breakpoint under the next number; ``sync`` sends it.

    Raises:
        BadCondition: the condition is no expression of the program's language.
    """
    terms = terms or Terms()
    check_condition(session, terms.condition, text)
    wanted = Breakpoint(
        id=0,
        path=location.path,
        line=location.line,
        column=location.column,
        function=location.function,
        instruction=location.address,
        condition=terms.condition,
        hit=terms.hit,
        hits=terms.hits,
        log=terms.log,
    )
    record = enter(session, wanted, text=text)
    record.temporary = terms.temporary
    record.text = line_text(location.path, location.line) if location.line else ""
    return record


def enter(session: Session, wanted: Breakpoint, *, text: str) -> BreakpointRecord:
    """Enter a breakpoint under the next number, as it is."""
    number = max(session.breakpoints, default=0) + 1
    wanted = msgspec.structs.replace(wanted, id=number)
    record = BreakpointRecord(wanted=wanted, location=text)
    session.breakpoints[number] = record
    return record


def check_condition(session: Session, condition: str, location: str) -> None:
    """Refuse a condition that can't parse, where we can tell before the program runs."""
    if not condition or session.profile.language != "python":
        return
    try:
        ast.parse(condition, mode="eval")
    except SyntaxError as error:
        raise BadCondition(condition=condition, why=error.msg, location=location) from error


async def sync(hub: Keyhole, session: Session) -> None:
    """Send all enabled breakpoints to the adapters of the family; note where they bound here."""
    others = [one for one in families.members(hub.state, session) if one is not session]
    alive = [other for other in others if other.live]
    taken = 0
    for other in alive:
        try:
            await _send(hub, other)
            taken += 1
        except DaebugError as error:
            log.warning("%s has not the breakpoints: %s", other.name, error)
    try:
        note(session, await _send(hub, session))
    except DaebugError:
        # A program that became another one by exec is debugged as its own child.
        if not taken:
            raise
    hub.touch()


async def _send(hub: Keyhole, session: Session) -> list[Bound]:
    """Send all enabled breakpoints to one adapter; return where they bound."""
    wanted = [r.wanted for r in session.breakpoints.values() if r.enabled]
    timeout_s = hub.config.adapters.request_s + EACH_S * len(wanted)
    answer = await hub.order(
        "bridge",
        SetBreakpoints(session=session.name, breakpoints=wanted, timeout_s=timeout_s),
        timeout_s + 2,
    )
    return answer.bound if isinstance(answer, BreakpointsSet) else []


def note(session: Session, bound: list[Bound]) -> None:
    """Note where breakpoints are bound."""
    for place in bound:
        if record := session.breakpoints.get(place.id):
            record.bound = place


async def retire(hub: Keyhole, session: Session) -> None:
    """Take away the temporary breakpoints that were hit."""
    spent = [n for n, r in session.breakpoints.items() if r.temporary and r.hits]
    for number in spent:
        del session.breakpoints[number]
    if spent and session.live:
        await sync(hub, session)


def find(session: Session, number: int) -> BreakpointRecord:
    """Return breakpoint ``number``.

    Raises:
        NoSuchBreakpoint: it is not set.
    """
    if number not in session.breakpoints:
        there = ", ".join(str(n) for n in session.breakpoints) or "none"
        raise NoSuchBreakpoint(breakpoint=number, breakpoints=there)
    return session.breakpoints[number]


#: Breakpoints whose places are remarked on at once.
REMARKED = 10


def remarks(session: Session) -> list[str]:
    """Return what one should know of where breakpoints bound; of many not all."""
    every = [remark(session, record) for record in session.breakpoints.values()]
    told = [one for one in every if one]
    more = len(told) - REMARKED
    return told[:REMARKED] + (
        [f"{more} more breakpoints are not where they were asked for: daebug breakpoint list"]
        if more > 0
        else []
    )


def remark(session: Session, record: BreakpointRecord) -> str:
    """Return what one should know of where a breakpoint bound; empty = as asked."""
    bound, wanted = record.bound, record.wanted
    if not record.enabled:
        return ""
    if bound is None or not bound.verified:
        told = f": {bound.message}" if bound is not None and bound.message else ""
        why = told or cause(session, record)
        return f"breakpoint {wanted.id} ({record.location}) is not bound{why}"
    if wanted.line and bound.line and bound.line != wanted.line:
        text = line_text(bound.path or wanted.path, bound.line)
        return (
            f"breakpoint {wanted.id} asked for line {wanted.line}, "
            f"bound to line {bound.line}: {text}"
        )
    return ""


def cause(session: Session, record: BreakpointRecord) -> str:
    """Return why a breakpoint probably did not bind, for people."""
    if record.wanted.function:
        return f": no function {record.wanted.function} is known yet"
    if session.profile.language in ("c", "rust", ""):
        return ": no code there; was the program built from this file with -g, and at -O0?"
    return ": no code there"


def line_text(path: str, line: int) -> str:
    """Return the text of a line of source, without its indentation; empty if unknown."""
    text = source.lines(path)
    return text[line - 1].strip() if text and 1 <= line <= len(text) else ""


def unbound(session: Session) -> list[str]:
    """Return a remark for each breakpoint that never bound or was never hit, for the end."""
    found = []
    for number, record in session.breakpoints.items():
        if not record.enabled or record.hits:
            continue
        if record.bound is None or not record.bound.verified:
            why = cause(session, record).removesuffix(" yet")
            found.append(f"breakpoint {number} ({record.location}) never bound{why}")
        elif record.wanted.condition:
            found.append(
                f"breakpoint {number} ({record.location}) was never hit with "
                f"{record.wanted.condition}"
            )
        elif record.wanted.function and not record.bound.line:
            # debugpy takes any name for a function's and calls the breakpoint verified.
            found.append(f"breakpoint {number} ({record.location}) was never hit")
    return found


def lines_around(session: Session, record: BreakpointRecord) -> list[SourceLine]:
    """Return the line a breakpoint is bound to, to see that it is the right one."""
    bound = record.bound
    if bound is None or not bound.verified or not bound.line:
        return []
    return source.around(session, bound.path or record.wanted.path, bound.line, 0)
