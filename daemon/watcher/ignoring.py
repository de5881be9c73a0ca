"""What the patterns of ``.gitignore`` and its like say of a path.

gitignore(5): "the last matching pattern decides the outcome"; a file of a deeper
folder comes before that of one above it.  A folder that is ignored is not
entered, so nothing in it can be taken back.  A question mark is one character, where
git takes a byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: Names that are remembered of one file of patterns before all are forgotten.
_REMEMBERED = 100_000

#: gitignore takes the classes of POSIX; the names that Python's ``re`` lacks.
_POSIX = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": r"\x21-\x7e", "lower": "a-z", "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": "A-Z", "xdigit": "0-9a-fA-F",
}  # fmt: skip


#: What makes a pattern more than its own text.
_SPECIAL = {*"*?[\\"}


@dataclass(frozen=True)
class _Pattern:
    """One line of a file."""

    matches: re.Pattern[str]
    negated: bool
    #: Only folders are meant (a slash at the end).
    folders: bool
    #: The whole path is looked at, else the name alone.
    on_path: bool
    #: It stands for itself: no wildcards.  Or for a star and this end.
    literal: str = ""
    end: str = ""


@dataclass
class Rules:
    """The patterns of one file, which lies in the folder ``base`` (``""`` or ``sub/dir/``)."""

    base: str
    patterns: list[_Pattern] = field(default_factory=list)
    _names: tuple[dict[str, int], dict[str, int]] = field(default_factory=lambda: ({}, {}))

    def __post_init__(self) -> None:
        """Take the patterns apart by what they look at."""
        numbered = list(enumerate(self.patterns))[::-1]
        self._by_name = [(n, p) for n, p in numbered if not p.on_path]
        self._by_path = [(n, p) for n, p in numbered if p.on_path]

    def verdict(self, path: str, name: str, *, folder: bool) -> bool | None:
        """Return whether ``path`` is ignored; ``None`` = no pattern of this file says so."""
        memo = self._names[folder]
        found = memo.get(name)
        if found is None:
            if len(memo) > _REMEMBERED:
                memo.clear()
            found = memo[name] = self._last(self._by_name, name, -1, folder=folder)
        if self._by_path:
            found = self._last(self._by_path, path[len(self.base) :], found, folder=folder)
        return None if found < 0 else not self.patterns[found].negated

    @staticmethod
    def _last(patterns: list[tuple[int, _Pattern]], text: str, least: int, *, folder: bool) -> int:
        """Return the number of the last pattern that matches, if it is over ``least``."""
        for number, pattern in patterns:
            if number < least:
                break
            if (folder or not pattern.folders) and pattern.matches.fullmatch(text):
                return number
        return least


def rules(text: str, base: str) -> Rules:
    """Return the patterns in ``text``, a file of the folder ``base``; what is no pattern is not."""
    lines = text.removeprefix("\ufeff").split("\n")
    return Rules(base, [found for line in lines if (found := _pattern(line)) is not None])


def _pattern(line: str) -> _Pattern | None:
    """Return one line as a pattern; ``None`` for comments, blanks and what never matches."""
    line = _trimmed(line.removesuffix("\r"))
    negated = line.startswith("!")
    body = line[1:] if negated else line
    if not body or line.startswith("#"):
        return None
    folders = body.endswith("/")
    body = body.removesuffix("/")
    on_path = "/" in body
    source = translated(body.removeprefix("/"))
    if source is None or not body:
        return None
    body = body.removeprefix("/")
    literal = body if not _SPECIAL & {*body} else ""
    end = body[1:] if body[:1] == "*" and not on_path and not _SPECIAL & {*body[1:]} else ""
    try:
        matches = re.compile(source, re.DOTALL)
    except re.error:
        return None
    return _Pattern(matches, negated, folders, on_path, literal, end)


def _trimmed(line: str) -> str:
    """gitignore(5): "Trailing spaces are ignored unless they are quoted with backslash"."""
    end = len(line)
    while end and line[end - 1] == " ":
        slashes = len(line[: end - 1]) - len(line[: end - 1].rstrip("\\"))
        if slashes % 2:
            break
        end -= 1
    return line[:end]


def translated(glob: str) -> str | None:
    """Return ``glob`` (wildmatch, slashes are special) as a regular expression.

    ``None`` = it can't match anything: a class or an escape is not closed.
    """
    out: list[str] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        at += 1
        if char == "*":
            end = at
            while end < len(glob) and glob[end] == "*":
                end += 1
            source, at = _stars(glob, at - 1, end)
            out.append(source)
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            made = _class(glob, at)
            if made is None:
                return None
            out.append(made[0])
            at = made[1]
        elif char == "\\":
            if at == len(glob):
                return None
            out.append(re.escape(glob[at]))
            at += 1
        else:
            out.append(re.escape(char))
    return "".join(out)


def _stars(glob: str, start: int, end: int) -> tuple[str, int]:
    """Return what the stars at ``start`` to ``end`` mean, and where to read on."""
    opens = start == 0 or glob[start - 1] == "/"
    if end - start != 2 or not opens:
        return "[^/]*", end
    if end == len(glob):
        # "/**" at the end is everything inside; alone it is everything.
        return (".+" if start else ".*"), end
    if glob[end] == "/":
        return "(?:.*/)?", end + 1
    return "[^/]*", end


def _class(glob: str, at: int) -> tuple[str, int] | None:
    """Return the class that starts behind the bracket, and where it ends."""
    negated = at < len(glob) and glob[at] in "!^"
    at += negated
    inside: list[str] = []
    first = True
    while at < len(glob) and (glob[at] != "]" or first):
        first = False
        if posix := re.compile(r"\[:([a-z]+):\]").match(glob, at):
            if posix[1] not in _POSIX:
                return None
            inside.append(_POSIX[posix[1]])
            at = posix.end()
            continue
        low, at = _member(glob, at)
        if at + 1 < len(glob) and glob[at] == "-" and glob[at + 1] != "]":
            high, at = _member(glob, at + 1)
            if low <= high:
                inside.append(f"{re.escape(low)}-{re.escape(high)}")
            continue
        inside.append(re.escape(low))
    if at >= len(glob):
        return None
    if not inside:
        return ("[^/]" if negated else "(?!)"), at + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(inside)}]", at + 1


def _member(glob: str, at: int) -> tuple[str, int]:
    """Return one character of a class and where to read on."""
    if glob[at] == "\\" and at + 1 < len(glob):
        return glob[at + 1], at + 2
    return glob[at], at + 1
