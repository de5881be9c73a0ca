"""Globs over paths: ``*`` crosses ``/``, ``{a,b}`` are choices, ``**/`` is also nothing.

A glob is first written out: one pattern without braces for each choice.  Between
its stars each then has a piece of fixed length, and the leftmost place of a
piece is as good as any later one; so nothing is tried twice, and a glob takes
time in proportion to the path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ...protocol.errors.searching import BadPattern

#: A glob that stands for more than so many patterns is refused.
MOST_CHOICES = 1000

#: Whether a path matches.
Test = Callable[[str], bool]

#: An expression for relative paths, one for absolute ones.
_Any = tuple[re.Pattern[str] | None, re.Pattern[str] | None]


def passes(globs: Iterable[str], root: str, *, verb: str, names: bool = False) -> Test | None:
    """Return a test for paths relative to ``root``; ``None`` = everything passes.

    One that starts with ``!`` takes away; of the others at least one must match the
    relative or the absolute path (with ``names`` also the name alone).

    Raises:
        BadPattern: one can't be read.
    """
    globs = list(globs)
    wanted = [one for one in globs if not one.startswith("!")]
    refused = [one[1:] for one in globs if one.startswith("!")]
    for_these = _any(wanted, verb) if wanted else None
    not_these = _any(refused, verb) if refused else None
    if for_these is None and not_these is None:
        return None
    top = root.rstrip("/") + "/"
    if for_these is not None and not_these is None and not names:
        # The usual ones, without a step more than they need.
        near, far = for_these
        if far is None and near is not None:
            return lambda path: near.match(path) is not None
        if near is None and far is not None:
            return lambda path: far.match(top + path) is not None

    def matches(pattern: _Any, path: str) -> bool:
        near, far = pattern
        return bool(
            (near and near.match(path))
            or (far and far.match(top + path))
            or (names and any(one and one.match(path.rpartition("/")[2]) for one in pattern))
        )

    def kept(path: str) -> bool:
        if not_these is not None and matches(not_these, path):
            return False
        return for_these is None or matches(for_these, path)

    return kept


def _any(globs: list[str], verb: str) -> _Any:
    """Return the expressions for all of ``globs``.

    What begins with a star matches the absolute path if it matches the relative one; what
    begins with a letter can only match the latter.
    """
    made = [one for glob in globs for one in _sources(glob, verb)]
    return (
        _joined(source for start, source in made if start != "*"),
        _joined(source for start, source in made if start in ("*", "/", "?", "[", "\\")),
    )


def _joined(sources: Iterable[str]) -> re.Pattern[str] | None:
    """Return one expression for all of ``sources``; none for none."""
    unique = dict.fromkeys(sources)
    return re.compile("|".join(f"(?:{one})" for one in unique), re.DOTALL) if unique else None


def _sources(glob: str, verb: str) -> list[tuple[str, str]]:
    """Return the expressions of one glob, each with the character that its pattern begins with."""
    try:
        written = [plain for choice in _choices(glob) for plain in _without_folders(choice)]
        return [(one[:1], _source(one)) for one in _few(written)]
    except ValueError as error:
        raise BadPattern(pattern=glob or "''", kind="glob", why=str(error), verb=verb) from None


def _choices(glob: str) -> list[str]:
    """Return ``glob`` with each choice of its braces put in.

    Raises:
        ValueError: a brace or a bracket is not closed.
    """
    if not glob:
        raise ValueError("it is empty")
    start = _next(glob, "{", 0)
    if start < 0:
        return [glob]
    parts, at, depth, begin = [], start + 1, 1, start + 1
    while depth:
        at = _next(glob, "{},", at)
        if at < 0:
            raise ValueError("a brace is not closed")
        char = glob[at]
        depth += {"{": 1, "}": -1}.get(char, 0)
        if (char == "," and depth == 1) or depth == 0:
            parts.append(glob[begin:at])
            begin = at + 1
        at += 1
    made = [f"{glob[:start]}{part}{glob[at:]}" for part in parts]
    found = [one for each in made for one in (_choices(each) if each else [""])]
    return _few(found)


def _few(globs: list[str]) -> list[str]:
    """Return ``globs`` if they are not too many.

    Raises:
        ValueError: they are.
    """
    if len(globs) > MOST_CHOICES:
        raise ValueError(f"it stands for more than {MOST_CHOICES} patterns")
    return globs


def _next(glob: str, chars: str, at: int) -> int:
    """Return where the next of ``chars`` stands that is meant as such; -1 = nowhere."""
    while at < len(glob):
        if glob[at] == "\\":
            at += 2
            continue
        if glob[at] in chars:
            return at
        at = _class_end(glob, at) if glob[at] == "[" else at + 1
    return -1


def _class_end(glob: str, at: int) -> int:
    """Return where the class that opens at ``at`` ends."""
    inside = at + 1 + (glob[at + 1 : at + 2] in ("!", "^"))
    end = glob.find("]", inside + 1)
    if end < 0:
        raise ValueError("a bracket is not closed")
    return end + 1


def _without_folders(glob: str) -> list[str]:
    """Return ``glob`` with each ``**/`` as a star and as nothing."""
    start = glob.find("**/")
    if start < 0 or (start and glob[start - 1] != "/"):
        return [glob]
    rest = _few(_without_folders(glob[start + 3 :]))
    return [f"{glob[:start]}{between}{one}" for one in rest for between in ("", "*/")]


def _source(glob: str) -> str:
    """Return a glob without braces as an expression."""
    pieces: list[str] = [""]
    at = 0
    while at < len(glob):
        char = glob[at]
        if char == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
            at += 1
        elif char == "?":
            pieces[-1] += "."
            at += 1
        elif char == "[":
            end = _class_end(glob, at)
            pieces[-1] += _class(glob[at + 1 : end - 1])
            at = end
        else:
            at += char == "\\"
            if at == len(glob):
                raise ValueError("it ends in a backslash")
            pieces[-1] += re.escape(glob[at])
            at += 1
    first, *others = pieces
    if not others:
        return f"{first}\\Z"
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}\\Z"


def _class(text: str) -> str:
    """Return what stands in brackets as an expression."""
    negated = text[:1] in ("!", "^")
    inside = text[1:] if negated else text
    safe = re.sub(r"([\[\\^&~|\]])", r"\\\1", inside)
    source = f"[{'^' if negated else ''}{safe}]"
    try:
        re.compile(source)
    except re.error as error:
        raise ValueError(f"[{text}]: {error.msg}") from None
    return source
