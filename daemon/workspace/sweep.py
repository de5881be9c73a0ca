r"""Distinct blocks of a text, each once, found by one sweep of a regular expression over all of it.

For lines that are at so many places that to look at each would take longer.
Texts are *framed*: a line feed before and after, so that every line lies
between two.  No pattern can go back over what it has taken, so a sweep takes
time in proportion to the text.  Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import whitespace

#: A pattern of more lines or words takes longer to compile than it saves.
MOST_LINES, MOST_WORDS = 8, 32

#: With more sweeps, a look at each place is faster.
MOST_SWEEPS = 4

_INLINE = whitespace.BLANKS.replace("\n", "")


def trimmed(framed: str, wanted: Sequence[str]) -> dict[str, int]:
    r"""Return the blocks whose trimmed lines are ``wanted``, each with its first place.

    >>> trimmed("\n a\nb\n a\nb\n", ["a", "b"])
    {' a\nb': 0}
    """
    blank = _blank(framed)
    lines = (f"{blank}{re.escape(line)}{blank}" if line else blank for line in wanted)
    return _swept(framed, "\n".join(lines))


def normal(framed: str, words: Sequence[str], before: int, after: int) -> dict[str, int]:
    r"""Return the blocks of ``words`` with so many blank lines around, each with its first place.

    >>> normal("\n a  b\n\n", ["a", "b"], 0, 1)
    {' a  b\n': 0}
    """
    blank = _blank(framed)
    row = f"{blank}{f'{whitespace.RUN}+'.join(map(re.escape, words))}{blank}"
    return _swept(framed, "\n".join([*[blank] * before, row, *[blank] * after]))


def rows(text: str, words: Sequence[str]) -> set[str]:
    r"""Return every way in which ``words`` stand in ``text`` with nothing but blanks between.

    >>> sorted(rows("a b a\nb", ["a", "b"]))
    ['a\nb', 'a b']
    """
    first, *rest = map(re.escape, words)
    behind = "".join(f"{whitespace.RUN}+{word}" for word in rest)
    # Only the first word is taken: the next row may begin within this one.
    return {words[0] + row for row in re.findall(f"{first}(?=({behind}))", text)}


def _swept(framed: str, block: str) -> dict[str, int]:
    """Return every text of the lines that ``block`` matches, with its first place."""
    found: dict[str, int] = {}
    for match in re.finditer(rf"\n(?=({block})\n)", framed):
        found.setdefault(match[1], match.start())
    return found


def _blank(framed: str) -> str:
    """Return a pattern for the blanks at the end of a line; it is never tried with fewer."""
    return r"[ \t\v\f\r]*+" if framed.isascii() else f"[{re.escape(_INLINE)}]*+"
