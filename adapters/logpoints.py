"""Log points: what tells their text from all else that an adapter says.

Each adapter writes log messages its own way: with or without a line end, under
various categories, with words of its own before them.  A mark with the
breakpoint's number goes in front of the message, and is looked for in what comes.
DAP, SourceBreakpoint.logMessage:
https://microsoft.github.io/debug-adapter-protocol/specification#Types_SourceBreakpoint
"""

from __future__ import annotations

import re

_MARK = re.compile(r"@dae-(\d+)@")


def marked(number: int, message: str) -> str:
    """Return the message as the adapter gets it."""
    return f"@dae-{number}@{message}"


def told(text: str) -> list[tuple[int, str]]:
    r"""Return the messages in what an adapter wrote: (breakpoint, text) each.

    >>> told("> [Go 1]: @dae-2@n is 3\\n")
    [(2, 'n is 3')]
    >>> told("@dae-1@a@dae-1@b")
    [(1, 'a'), (1, 'b')]
    """
    pieces = _MARK.split(text)
    numbers, messages = pieces[1::2], pieces[2::2]
    return [
        (int(number), message.rstrip("\r\n"))
        for number, message in zip(numbers, messages, strict=True)
    ]
