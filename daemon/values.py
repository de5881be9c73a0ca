"""Variables of the adapter as values of an answer: filtered, cut, unfolded, named."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace

from ..protocol.dap import Evaluated, Variable
from ..protocol.errors import DaebugError
from . import paging, secrets, spelling
from .answers import Value
from .keyhole import Keyhole
from .refs import Held
from .state import Session


@dataclass(frozen=True)
class Bounds:
    """How much of the values to show."""

    #: Variables of one list.
    variables: int = 30
    #: Parts of one value.
    parts: int = 10
    #: Characters of one value.
    chars: int = 200
    #: Levels of parts below a variable.
    depth: int = 1
    #: Values unfolded at one level; each costs the adapter a request of about 1 ms.
    unfolded: int = 30
    #: Show secrets (``secrets``), too.
    reveal: bool = False


def bounds(hub: Keyhole) -> Bounds:
    """Return the bounds that the settings ask for."""
    answers = hub.config.answers
    return Bounds(
        variables=answers.variables, parts=answers.children, chars=answers.value_chars, depth=2
    )


async def listed(
    hub: Keyhole,
    session: Session,
    reference: int,
    limits: Bounds,
    *,
    within: str,
    elements: int = 0,
    whole: paging.Whole | None = None,
    frame: int = 0,
) -> tuple[list[Value], int]:
    """Return the variables behind a DAP reference, and how many were left out.

    ``elements`` is how many there are, if they are known to be elements: then no
    more than a page of them is asked for.  ``whole`` is what they are part of,
    ``frame`` DAP's number of the frame where their own expressions hold.

    ``within`` is where they stand, for their short names: the same for the same
    place, however often it is listed.  Parts are asked for all at once, so a list
    costs two round trips a level.
    """
    most = limits.variables if elements > limits.variables else 0
    answer = await paging.asked(hub, session, reference, count=most, whole=whole)
    noise = [re.compile(pattern) for pattern in session.profile.noise_names]
    found = [v for v in answer if not any(n.search(v.name) for n in noise)]
    shown = found[: limits.variables]
    values = [value(session, one, limits, within=within, frame=frame) for one in shown]
    if limits.depth > 0:
        await _unfold(hub, session, list(zip(shown, values, strict=True)), limits, frame)
    return values, max(len(found), elements) - len(shown)


def value(
    session: Session, variable: Variable, limits: Bounds, *, within: str, frame: int = 0
) -> Value:
    """Return one variable, its value cut to size, with a short name if it has parts."""
    language = session.profile.language
    kind, said = variable.type or "", spelling.value(variable.value, variable.type or "", language)
    told = said if limits.reveal else secrets.masked(variable.name, said)
    text, cut = clip(told, limits.chars)
    name = spelling.member_name(variable.name, language)
    made = Value(name=name, value=text, type=spelling.type_name(kind, language), cut_chars=cut)
    if of := spelling.entry(kind, language):
        made.type, made.keyed = of, True
    if variable.variables_reference > 0:
        made.ref = session.refs.name(
            Held(
                reference=variable.variables_reference,
                name=name,
                type=made.type,
                value=said,
                expression=variable.evaluate_name or "",
                frame=frame,
                elements=elements_of(variable),
                within=within,
            )
        )
    return made


async def _unfold(
    hub: Keyhole,
    session: Session,
    pairs: list[tuple[Variable, Value]],
    limits: Bounds,
    frame: int,
) -> None:
    """Put their parts into the values that have some."""
    language = session.profile.language
    wanted = [
        (v, made) for v, made in pairs if v.variables_reference > 0 and not opaque(v, language)
    ][: limits.unfolded]
    # Deeper levels share what is left, so that an answer stays within a few dozen requests.
    share = limits.unfolded // max(1, len(wanted))
    below = replace(limits, variables=limits.parts, depth=limits.depth - 1, unfolded=share)

    async def fill(variable: Variable, made: Value) -> None:
        try:
            made.parts, made.left_out = await listed(
                hub,
                session,
                variable.variables_reference,
                below,
                within=made.ref,
                elements=elements_of(variable),
                frame=frame,
            )
        except DaebugError:
            made.parts = []  # the value itself is still an answer
            return
        if len(made.parts) == 1 and not made.parts[0].name:
            # What a pointer of Go points to has no name; its fields do.
            made.left_out, made.parts = made.parts[0].left_out, made.parts[0].parts or made.parts
            return
        known = elements_of(variable) or variable.named_variables or 0
        made.left_out = max(made.left_out, known - len(made.parts)) if made.parts else 0

    await asyncio.gather(*(fill(v, made) for v, made in wanted))


def elements_of(told: Variable | Evaluated) -> int:
    """Return how many elements a value has; 0 = it has none, or nobody says.

    Where the adapter does not count, its printers do, in the text.

    >>> elements_of(Variable(name="v", value="size=10000"))
    10000
    """
    if told.indexed_variables:
        return told.indexed_variables
    text = told.value if isinstance(told, Variable) else told.result
    if found := _COUNTED.match(text):
        return int(found[1] or found[2])
    array = _ARRAY.fullmatch(told.type or "")
    return int(array[1]) if array else 0


#: An array of C, as lldb writes its type: ``int[10000]``, ``int[2][3]``.
_ARRAY = re.compile(r"[\w: *]+\[(\d+)\](?:\[\d+\])*")


#: What printers of containers say: lldb's, then those of the C++ library for gdb and Rust's.
_COUNTED = re.compile(r"size=(\d+)|[\w:<>, *&()]{1,300}?(?:of length| with) (\d+)\b")


def opaque(variable: Variable, language: str) -> bool:
    """Whether the parts of a variable would say less than its value.

    Pointers lead elsewhere, strings show themselves, and so does what Python
    prints, but for objects that only tell their address; ``daebug print @v3``
    opens each of them.
    """
    if language == "python":
        return not _NO_REPR.match(variable.value)
    if spelling.complete(spelling.value(variable.value, variable.type or "", language), language):
        return True
    kind = (variable.type or "").replace("const ", "").strip()
    if kind.endswith(("*", "&")) or kind in _SELF_SHOWN:
        return True
    return kind.startswith("char[") or variable.value.startswith(('"', "'", "<"))


#: What Python prints of an object that says nothing of itself.
_NO_REPR = re.compile(r"<[\w.<>]+ object at 0x[0-9a-f]+>$")

_SELF_SHOWN = frozenset(
    {
        "str",
        "bytes",
        "module",
        "function",
        "getter",
        "type",
        "std::string",
        "alloc::string::String",
        "&str",
    }
)


def clip(text: str, chars: int) -> tuple[str, int]:
    """Return ``text`` in at most ``chars`` characters, and how many were cut."""
    if len(text) <= chars:
        return text, 0
    return text[:chars], len(text) - chars
