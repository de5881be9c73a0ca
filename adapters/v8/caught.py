"""Whether the program's own code catches what was thrown.

V8 calls all caught that a module throws while it is evaluated: Node catches it, to
report it.  What counts is whether a ``try`` of the program is around the throw.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from .stack import Frame, Pause

#: Words that matter, and texts in which they mean nothing.
_TOKENS = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
    r"|(?P<word>\btry\b(?=\s*\{)|[{}])",
    re.DOTALL,
)


def evaluating(pause: Pause) -> bool:
    """Whether a module is being evaluated, with nothing of the program's own around it."""
    own = _own(pause)
    last = own[-1] if own else None
    return last is not None and last.script is not None and last.script.module and (
        last.name.endswith("(module)") or last.name == "async (anonymous)"
    )  # fmt: skip


def by_program(pause: Pause) -> bool:
    """Whether a ``try`` of the program is around one of its frames, as far as its text tells."""
    return any(
        frame.script is not None and guarded(_text(frame.script.path), frame.line, frame.column)
        for frame in _own(pause)
    )


def guarded(text: str, line: int, column: int) -> bool:
    """Whether a place, from 0, is in the block of a ``try``.

    >>> guarded("try { f() } catch { g() }", 0, 6), guarded("try { f() } catch { g() }", 0, 20)
    (True, False)
    """
    lines = text.split("\n")
    end = sum(len(one) + 1 for one in lines[:line]) + column
    open_: list[bool] = []
    tries = False
    for token in _TOKENS.finditer(text):
        if token.start() >= end:
            break
        match token["word"]:
            case "try":
                tries = True
            case "{":
                open_.append(tries)
                tries = False
            case "}" if open_:
                open_.pop()
    return any(open_)


def _own(pause: Pause) -> list[Frame]:
    return [frame for frame in pause.frames if frame.script and not frame.script.internal]


@functools.lru_cache(maxsize=64)
def _text(path: str) -> str:
    """Return the text of a script; empty = it is no file."""
    try:
        return Path(path).read_text(errors="replace") if path else ""
    except OSError:
        return ""
