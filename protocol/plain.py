"""Text of a stranger, made fit for a file and a terminal.

A page chooses its name, title, url and output.  A control character in one of
them could start a line that a reader takes for ours, or move a terminal's
cursor; so none gets past these functions.  Pure.
"""

from __future__ import annotations

import re

#: What a realm may be called.
REALM = re.compile(r"[a-z0-9-]{1,80}\Z")

#: Characters of the longest realm name.
REALM_CHARS = 80

#: C0 and C1 controls, line and paragraph separators, marks that turn the reading direction.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_LINE = re.compile(f"[{_CONTROLS}]+")
#: As above, but line feed and tab stay: text of several lines is wanted.
_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str, limit: int) -> str:
    r"""Return ``text`` as one line of at most ``limit`` characters.

    >>> one_line("a\n%%SHUTDOWN%%\x1b[2J", 40)
    'a %%SHUTDOWN%% [2J'
    """
    return _LINE.sub(" ", text[: 4 * limit]).strip()[:limit]


def lines(text: str) -> str:
    r"""Return ``text`` with line feeds and tabs kept, every other control as U+FFFD.

    >>> lines("a\r\nb\x1b[2J") == "a\nb\ufffd[2J"
    True
    """
    if _LINES.search(text) is None:
        return text
    return _LINES.sub("\ufffd", text.replace("\r\n", "\n"))


def realm(wanted: str) -> str:
    """Return the name nearest to ``wanted`` that a realm may have; empty = none is near.

    >>> realm("../../etc/Passwd")
    'etc-passwd'
    """
    name = re.sub(r"[^a-z0-9]+", "-", wanted[: 8 * REALM_CHARS].lower())
    return name.strip("-")[:REALM_CHARS].strip("-")
