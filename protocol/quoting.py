r"""Names of files as words of a shell, and as a part of one line of text.

A name may hold anything but a slash and a NUL.  A line feed or an escape
sequence in one could pass for a line of ours or move a terminal's cursor; such a
name is told as ``$'...'``, which bash and zsh read as the name again.  Pure.
"""

from __future__ import annotations

import re

#: What a shell takes for nothing but itself; letters of any script are no matter.
_PLAIN = re.compile(r"[\w@%+=:,./-]+\Z")

#: C0 and C1 controls, line and paragraph separators, marks that turn the reading direction.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)

#: Bytes that were no UTF-8 (PEP 383).
_BYTE = re.compile("[\udc80-\udcff]")

#: What a letter behind a backslash stands for, in C and in ``$'...'``.
LETTERS = {
    "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r",
    "\\": "\\",
}  # fmt: skip


def shown(name: str) -> str:
    r"""Return ``name`` as it is, or as ``$'...'`` where it would not stay on its line.

    >>> print(shown("two words"), shown("two\nlines"))
    two words $'two\nlines'
    """
    # Almost all are printable, which is told six times faster; not all others are controls.
    return name if name.isprintable() or not _CONTROL.search(name) else _ansi(name)


def word(name: str) -> str:
    r"""Return ``name`` as one word of a command line.

    >>> print(word("a.c"), word("it's"), word("two\nlines"))
    a.c 'it'"'"'s' $'two\nlines'
    """
    if _CONTROL.search(name) or _BYTE.search(name):
        return _ansi(name)
    if _PLAIN.match(name):
        return name
    return "'" + name.replace("'", "'\"'\"'") + "'"


def file(name: str) -> str:
    r"""Return the name of a file as one word that no command takes for an option.

    >>> print(file("a.c"), file("-f"))
    a.c ./-f
    """
    return word(f"./{name}" if name.startswith("-") else name)


def octal(text: str) -> str:
    r"""Return the bytes of ``text``, each as a backslash and three digits.

    >>> print(octal("\u2028"))
    \342\200\250
    """
    return "".join(f"\\{byte:03o}" for byte in text.encode("utf-8", "surrogateescape"))


def _ansi(name: str) -> str:
    """Return ``name`` as ``$'...'``."""
    body = "".join(map(_escaped, name))
    return f"$'{body}'"


def _escaped(letter: str) -> str:
    """Return one character as it stands in ``$'...'``."""
    if letter in LETTERS:
        return "\\" + LETTERS[letter]
    if letter == "'":
        return "\\'"
    return octal(letter) if _CONTROL.match(letter) or _BYTE.match(letter) else letter
