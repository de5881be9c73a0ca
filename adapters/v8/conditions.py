r"""What a breakpoint asks for, as JavaScript that V8 evaluates where it is hit.

The value of the program text says whether to stop.  Counting and log messages
are done there too: neither costs a stop, and no step is broken off by them.
"""

from __future__ import annotations

import json
import re

#: Function in the program by which a log point speaks.
BINDING = "__daebug_log"

#: Where hits are counted, out of the way of all names.
_COUNTS = "globalThis[Symbol.for('daebug.hits')]"

_COUNT = re.compile(r"(?:>=)?\s*(\d+)")

#: An object in a log message: its JSON, else what it says of itself.
_TEXT = (
    "(v=>{if(typeof v!=='object'||v===null||v instanceof Error)return String(v);"
    "try{return JSON.stringify(v).slice(0,400)}catch{return String(v)}})"
)


def text(number: int, *, condition: str, hits: str, log: str) -> str:
    """Return the condition of breakpoint ``number``; empty = stop always.

    A condition that throws stops: whoever wrote it will want to know.
    """
    counted = _COUNT.fullmatch(hits)
    count = f"{_hit(number)}>={counted[1]}" if counted else "true"
    if not condition and not log and count == "true":
        return ""
    then = f"({BINDING}({_message(log)}),false)" if log else "true"
    # On lines of its own: a condition may end in a comment.
    test = f"(\n{condition}\n)" if condition else "true"
    failed = f"({BINDING}({_failed(log)}),false)" if log else "true"
    return f"try{{({test}&&{count}&&{then})?true:false}}catch(e){{{failed}}}"


def returned(expression: str) -> str:
    """Return the body of a function that returns ``expression``, which may end in a comment."""
    return f"return (\n{expression}\n)"


def _hit(number: int) -> str:
    """Return the expression that counts a hit and has the count as its value."""
    own = f"({_COUNTS}??={{}})"
    return f"({own}[{number}]=({own}[{number}]||0)+1)"


def _message(log: str) -> str:
    """Return the expression for a log message with ``{expression}`` in it."""
    pieces: list[str] = []
    for literal, expression in parts(log):
        if literal:
            pieces.append(json.dumps(literal))
        if expression:
            # One that throws leaves the rest of the message as it is.
            pieces.append(
                f"(()=>{{try{{return {_TEXT}(\n{expression}\n)}}catch(e){{return '<'+e+'>'}}}})()"
            )
    return "+".join(['""', *pieces])


def _failed(log: str) -> str:
    """Return the expression for a message that could not be made."""
    mark = re.match(r"(?:@dae-\d+@)?", log)
    return f"{json.dumps(mark[0] if mark else '')}+String(e)"


def parts(log: str) -> list[tuple[str, str]]:
    """Return a message as (text, expression) pairs; braces within an expression may nest.

    >>> parts("x is {x.map(v => {return v})} now")
    [('x is ', 'x.map(v => {return v})'), (' now', '')]
    """
    found: list[tuple[str, str]] = []
    literal, at = "", 0
    while at < len(log):
        if log[at] != "{" or (end := _closing(log, at)) < 0:
            literal += log[at]
            at += 1
            continue
        found.append((literal, log[at + 1 : end].strip()))
        literal, at = "", end + 1
    if literal:
        found.append((literal, ""))
    return found


def _closing(text: str, start: int) -> int:
    """Return where the brace at ``start`` is closed; -1 = nowhere."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return -1
