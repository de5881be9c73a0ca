"""Expressions: evaluate, unfold, and set; the adapter's refusal becomes advice."""

from __future__ import annotations

import re
from dataclasses import replace

from ..protocol.dap import Evaluated, StackFrame
from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.programs import CantEvaluate
from ..protocol.errors.usage import NoSuchRef
from . import frames, paging, secrets, slices, spelling, values
from .answers import Value
from .keyhole import Keyhole
from .refs import Held
from .state import Session
from .values import Bounds

#: What one asked value shows, and what --all shows of it.
ONE = Bounds(variables=50, parts=50, chars=2000, depth=1)
WHOLE = Bounds(variables=1000, parts=1000, chars=100_000, depth=3)

#: What adapters say -> what helps.  The first that fits is taken.
ADVICE = (
    ("undeclared identifier", "daebug locals"),
    ("is not defined", "daebug locals"),
    ("no member named", "daebug locals"),
    ("has no attribute", "daebug locals"),
    ("optimized out", "build with -O0 -g, then daebug restart"),
    ("not available", "daebug frame 1"),
)


async def value(
    hub: Keyhole,
    session: Session,
    text: str,
    *,
    frame: StackFrame,
    whole: bool,
    reveal: bool = False,
) -> Value:
    """Return the value of an expression, or of a reference (``@v3``), with its parts.

    Secrets in it are masked unless ``reveal``.

    Raises:
        CantEvaluate: the language refuses it; the adapter's own words are in it.
        NoSuchRef: the reference is of an earlier stop.
    """
    limits = replace(WHOLE if whole else ONE, reveal=reveal)
    if part := slices.split(text, session.profile.language):
        return await _slice(hub, session, part, frame=frame, limits=limits)
    if text.startswith("@"):
        held = held_value(session, text)
        shown = held.value if reveal else secrets.masked(held.name, held.value)
        return await _opened(hub, session, held, limits, shown)
    found = await evaluate(hub, session, text, frame)
    language = session.profile.language
    kind = spelling.type_name(found.type or "", language)
    own = spelling.value(found.result, found.type or "", language)
    said = own if reveal else secrets.masked(text, own)
    clipped, cut = values.clip(said, limits.chars)
    if found.variables_reference <= 0:
        return Value(name=text, value=clipped, type=kind, cut_chars=cut)
    held = Held(
        reference=found.variables_reference,
        name=text,
        type=kind,
        value=own,
        expression=text,
        frame=frame.id,
        within=f"frame {frame.id}",
        elements=values.elements_of(found),
    )
    return await _opened(hub, session, held, limits, clipped)


async def raw(
    hub: Keyhole, session: Session, text: str, frame: StackFrame, *, reveal: bool
) -> Value:
    """Return the value of an expression in the debugger's own words, without formatters.

    Raises:
        CantEvaluate: the language refuses it.
    """
    found = await evaluate(hub, session, text, frame)
    said, profile = found.result, session.profile
    if profile.raw_command:
        command = profile.raw_command.format(expression=text)
        context = profile.console_context
        told = await evaluate(hub, session, command, frame, context=context)
        said = _NUMBERED.sub("", told.result.strip())
    if not reveal and secrets.named(text):
        said = secrets.MASK  # the parts of a string would spell it out
    clipped, cut = values.clip(said if reveal else secrets.masked(text, said), WHOLE.chars)
    return Value(name=text, value=clipped, type=found.type or "", cut_chars=cut)


#: What consoles put before a value: ``(int) $0 = ``, ``$1 = ``.
_NUMBERED = re.compile(r"\A(?:\(.*?\) )?\$\d+ = ", re.DOTALL)


async def evaluate(
    hub: Keyhole, session: Session, text: str, frame: StackFrame, *, context: str = ""
) -> Evaluated:
    """Return the adapter's answer for an expression; ``context`` is DAP's, else the profile's.

    Raises:
        CantEvaluate: it refuses.
    """
    request = {
        "expression": text,
        "frameId": frame.id,
        "context": context or session.profile.expression_context,
    }
    try:
        return await hub.dap(session, "evaluate", Evaluated, request)
    except AdapterRefused as error:
        why = cleaned(str(error.facts.get("why", "")))
        raise CantEvaluate(expression=text, why=why, fix=advice(why)) from error


async def parses(hub: Keyhole, session: Session, text: str) -> str:
    """Return why ``text`` is no expression of the program's language; empty if it may be one.

    A name that is not known here may be known where it is wanted: only what the
    parser refuses counts.
    """
    try:
        await evaluate(hub, session, text, await frames.selected(hub, session))
    except CantEvaluate as error:
        why = str(error.facts["why"])
        return why if _SYNTAX.match(why) else ""
    except DaebugError:
        return ""
    return ""


#: What clang says of text that is no expression.
_SYNTAX = re.compile(r"expected |extraneous |unterminated |missing |invalid (suffix|digit)")


def held_value(session: Session, ref: str) -> Held:
    """Return what a reference names.

    Raises:
        NoSuchRef: nothing in this stop.
    """
    held = session.refs.find(ref)
    if held is None:
        raise NoSuchRef(ref=ref)
    return held


def cleaned(why: str) -> str:
    """Return an adapter's words without its caret drawings and temporary file names."""
    lines = [line.strip() for line in why.splitlines() if line.strip(" ^~|")]
    faults = [line.partition("error: ")[2] for line in lines if "error: " in line]
    told = faults or lines
    return told[0] if told else why.strip() or "the adapter gives no reason"


def advice(why: str) -> str:
    """Return the command that helps with what the adapter said."""
    for words, command in ADVICE:
        if words in why:
            return command
    return "daebug locals"


async def _slice(
    hub: Keyhole,
    session: Session,
    cut: tuple[str, int, int | None],
    *,
    frame: StackFrame,
    limits: Bounds,
) -> Value:
    """Return some elements of a value.

    Raises:
        CantEvaluate: it has none.
    """
    text, start, end = cut
    name = f"{text}[{start}:{'' if end is None else end}]"
    if text.startswith("@"):
        held = held_value(session, text)
        reference, kind, elements = held.reference, held.type, held.elements
        whole = paging.Whole(held.expression, held.frame)
    else:
        found = await evaluate(hub, session, text, frame)
        reference = found.variables_reference
        kind = spelling.type_name(found.type or "", session.profile.language)
        elements, whole = values.elements_of(found), paging.Whole(text, frame.id)
    if reference <= 0:
        raise CantEvaluate(expression=name, why=f"{text} has no elements", fix="daebug locals")
    end = elements if end is None and elements else end
    count = WHOLE.parts if end is None else max(0, end - start)
    shown, after = await paging.parts(
        hub,
        session,
        reference,
        start=start,
        count=min(count, WHOLE.parts) or 1,
        which="indexed",
        whole=whole,
    )
    if not count:
        shown, after = [], 0
    within = f"slice of {text}"
    parts = [values.value(session, one, limits, within=within) for one in shown]
    left = max(after, min(end, elements) - start - len(parts) if end and elements else 0)
    return Value(name=name, value="", type=kind, parts=parts, left_out=max(0, left))


async def _opened(hub: Keyhole, session: Session, held: Held, limits: Bounds, shown: str) -> Value:
    """Return a value with its parts."""
    made = Value(name=held.name, value=shown, type=held.type, ref=session.refs.name(held))
    if secrets.MASK in shown and secrets.MASK not in held.value:
        return made  # its parts would spell out what is masked
    if limits.depth > ONE.depth or not _tells_itself(held, session.profile.language):
        made.parts, made.left_out = await values.listed(
            hub,
            session,
            held.reference,
            limits,
            within=made.ref,
            elements=held.elements,
            whole=paging.Whole(held.expression, held.frame),
            frame=held.frame,
        )
    elif held.expression and session.profile.page_expression and _CUT.search(held.value):
        made.left_out = await _length(hub, session, held)
    return made


#: How debugpy ends what it shows of a long container.
_CUT = re.compile(r"\.\.\.[\])}]+$")


async def _length(hub: Keyhole, session: Session, held: Held) -> int:
    """Return how many elements a value has; 0 = it does not say."""
    words = {
        "expression": f"len({held.expression})",
        "frameId": held.frame,
        "context": session.profile.expression_context,
    }
    try:
        told = (await hub.dap(session, "evaluate", Evaluated, words)).result
    except AdapterRefused:
        return 0
    return int(told) if told.isdigit() else 0


def _tells_itself(held: Held, language: str) -> bool:
    """Whether the parts of a value add nothing to it: a string, what Python prints in full."""
    if language == "python":
        return not held.value.startswith("<")
    if spelling.complete(held.value, language):
        return True
    return held.value.startswith(('"', "'"))
