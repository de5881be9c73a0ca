r"""Escapes that an agent wrote for the characters themselves, or the file for the agent's.

``\n \t \r \' \" \` \\ \$`` and a backslash before a line's end are read; any
other backslash stays.
"""

from __future__ import annotations

import re

from .haystack import Haystack

_ESCAPE = re.compile(r"""\\([ntr'"`\\$\n])""")
_READ = {"n": "\n", "t": "\t", "r": "\r"}


def read(text: str) -> str:
    r"""Return ``text`` with its escapes read.

    >>> read(r'say \"hi\" \d')
    'say "hi" \\d'
    """
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _READ.get(match[1], match[1]), text)


def blocks(file: Haystack, wanted: list[str]) -> list[int]:
    r"""Return where blocks start that are the lines ``wanted`` once their escapes are read.

    A block with ``\n`` in it has more lines when read, so lines can be compared one by one;
    the backslash at a line's end belongs to the line feed after it, except in the last line.
    """
    lines = file.lines
    last = len(lines) - len(wanted)
    longest = max(range(len(wanted)), key=lambda n: len(wanted[n]))
    tests = [_forms(file, line, ends=n == len(wanted) - 1) for n, line in enumerate(wanted)]
    if not any("\\" in form for forms in tests for form in forms):
        return []  # such a block is ``wanted`` itself
    starts = [at - longest for at, line in enumerate(lines) if line in tests[longest]]
    return [
        at
        for at in starts
        if 0 <= at <= last and all(lines[at + n] in forms for n, forms in enumerate(tests))
    ]


def _forms(file: Haystack, wanted: str, *, ends: bool) -> set[str]:
    """Return the distinct lines of the file that are ``wanted`` when read."""
    shortest, longest = len(wanted), 2 * len(wanted) + 1
    found = set() if "\\" in wanted else {wanted}
    for line in file.escaped:
        if shortest <= len(line) <= longest:
            told = read(line) if ends else read(line + "\n").removesuffix("\n")
            if told == wanted:
                found.add(line)
    return found
