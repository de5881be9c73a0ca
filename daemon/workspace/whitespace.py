r"""Blanks as ECMAScript has them: what matching by trimmed lines rests on.

ECMA-262, 22.1.3.32 String.prototype.trim: white space and line terminators,
which is Unicode's Zs, the ASCII blanks, U+2028, U+2029 and U+FEFF.
https://tc39.es/ecma262/#sec-string.prototype.trim  Python's ``str.strip()``
takes U+001C to U+001F and U+0085 too and leaves U+FEFF.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: Every blank.
BLANKS = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

#: One blank or more, as a regular expression.
RUN = f"[{re.escape(BLANKS)}]+"

_run = re.compile(RUN)

#: Where Python's idea of a blank is another one.
_ODD = "\x1c\x1d\x1e\x1f\x85\ufeff"


def trim(text: str) -> str:
    r"""Return ``text`` without blanks at its ends.

    >>> trim("\ufeff a\x85 ")
    'a\x85'
    """
    return text.strip(BLANKS)


def plain(text: str) -> bool:
    """Whether Python's own ``strip`` and ``split`` see the same blanks in ``text``."""
    return not any(odd in text for odd in _ODD)


def trimming(*texts: str) -> Callable[[str], str]:
    """Return the fastest function that trims lines of ``texts``."""
    return str.strip if all(map(plain, texts)) else trim


def normal(text: str) -> str:
    r"""Return ``text`` trimmed, each run of blanks as one space.

    >>> normal(" a\t b\n")
    'a b'
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Return what stands between blanks."""
    if plain(text):
        return text.split()
    return [word for word in _run.split(text) if word]
