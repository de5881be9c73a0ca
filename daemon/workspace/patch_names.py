r"""Names of files in unified diffs, as git writes and reads them.

git-config(1), core.quotePath: "unusual" characters are escaped "in the same way C
escapes control characters", within double quotes.  A name with a blank is ended
by a tab, without which patch(1) takes what follows for a time.  Pure.
"""

from __future__ import annotations

import re

from ...protocol import quoting

#: Letters that can't stand for themselves: they end the line or the quotes, or are bytes.
_ODD = re.compile('[\x00-\x1f\x7f"\\\\\udc80-\udcff]')

_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')

#: Characters of two paths, quoted: PATH_MAX is 4096 bytes, four characters each at most.
_LONGEST = 40_000

_LETTERS = {letter: char for char, letter in quoting.LETTERS.items()} | {'"': '"'}


def header(path: str) -> str:
    r"""Return ``path`` as it stands after ``---`` or ``+++``.

    >>> [header("a/b.c"), header("a/two words"), header('a/"x\n"')]
    ['a/b.c', 'a/two words\t', '"a/\\"x\\n\\""']
    """
    if _ODD.search(path):
        return '"' + _ODD.sub(lambda odd: _escaped(odd[0]), path) + '"'
    return f"{path}\t" if " " in path else path


def named(text: str) -> str:
    r"""Return the path that ``text``, the rest of a header, names, ``a/`` or ``b/`` kept.

    >>> [named("a/b.c  "), named("a/two words\t2026-01-01"), named('"a/\\303\\251\\n" ')]
    ['a/b.c', 'a/two words', 'a/é\n']
    """
    if quoted := _QUOTED.match(text):
        return _plain(quoted[1])
    name, tab, _ = text.partition("\t")
    return name if tab else name.rstrip(" ")


def bare(name: str) -> str:
    """Return ``name`` without the ``a/`` or ``b/`` in front."""
    return name[2:] if name.startswith(("a/", "b/")) else name


def second(text: str) -> str:
    r"""Return the second path of ``diff --git``; empty if it can't be told where it begins.

    >>> second("a/x b/x"), second('"a/x\\n" b/y'), second('a/x "b/x\\n"')
    ('x', 'y', 'x\n')
    """
    text = text.rstrip(" ")
    if len(text) > _LONGEST:
        return ""
    if quoted := re.search(r'(?:^|\s)("b/(?:[^"\\]|\\.)*")\Z', text):
        return bare(named(quoted[1]))
    # Git names a file that is not renamed twice; else the names follow on lines of their own.
    found = re.fullmatch(r"a/(.+) b/(\1)", text) or re.fullmatch(r".+? b/(.+)()", text)
    return (found[2] or found[1]) if found else ""


def _escaped(letter: str) -> str:
    """Return one character as it stands in quotes."""
    if letter in quoting.LETTERS or letter == '"':
        return "\\" + quoting.LETTERS.get(letter, letter)
    return quoting.octal(letter)


def _plain(body: str) -> str:
    """Return what the text within quotes stands for."""
    # Octal escapes are bytes: those of one character stand side by side.
    pieces = []
    at = 0
    for escape in _ESCAPE.finditer(body):
        pieces += [_bytes(body[at : escape.start()]), _stands_for(escape[1])]
        at = escape.end()
    return b"".join([*pieces, _bytes(body[at:])]).decode("utf-8", "surrogateescape")


def _stands_for(code: str) -> bytes:
    """Return what ``code`` behind a backslash stands for."""
    if code[0] in "01234567":
        return bytes([int(code, 8) & 0xFF])
    return _bytes(_LETTERS.get(code, f"\\{code}"))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
