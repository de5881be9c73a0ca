"""Patterns of file names, matched in time linear in pattern and path.  Pure.

``**`` alone in a part is any number of folders, ``*`` any run within a part,
``?`` one character, ``[a-z]`` and ``[!a-z]`` sets, ``{a,b}``, ``?(a|b)`` and
``@(a|b)`` choices, and a backslash takes the next character as it is.  No
regular expression and no backtracking over folders: all places of a pattern
that a path may have come to are kept beside one another, so a pattern with many
``**`` costs no more than its length.
"""

from __future__ import annotations

import functools
import re

import msgspec

#: Choices that the braces of one pattern may make.
CHOICES = 256

#: Characters of a pattern.
PATTERN_CHARS = 1000


class TooWide(ValueError):
    """A pattern with too many choices, or too long."""


class Token(msgspec.Struct, frozen=True):
    """One piece of a part: ``*``, or a character that must be in ``allowed``."""

    star: bool = False
    #: Ranges of characters; empty and not ``negated`` = none.
    ranges: tuple[tuple[str, str], ...] = ()
    negated: bool = False


#: A compiled pattern: per part ``None`` for ``**``, else its pieces.
Compiled = tuple[tuple[Token, ...] | None, ...]

_EXTENDED = re.compile(r"([?@])\(([^(){}]*)\)")

_STAR = Token(star=True)
_ANY = Token(ranges=(), negated=True)


def matches(pattern: str, path: str) -> bool:
    """Whether ``path`` (relative, with ``/``) is one that ``pattern`` means.

    Raises:
        TooWide: the pattern has too many choices.

    >>> matches("**/*.test.{js,mjs}", "a/b/c.test.mjs")
    True
    >>> matches("src/**", "src")
    False
    """
    parts = [part for part in path.split("/") if part]
    return any(fits(compiled, parts) for compiled in compiled_all(pattern))


@functools.lru_cache(maxsize=512)
def compiled_all(pattern: str) -> tuple[Compiled, ...]:
    """Return ``pattern`` compiled, one for each choice of its braces.

    Raises:
        TooWide: it has too many choices.
    """
    if len(pattern) > PATTERN_CHARS:
        raise TooWide(f"a pattern of {len(pattern)} characters; {PATTERN_CHARS} is the limit")
    return tuple(_compile(choice) for choice in _choices(_EXTENDED.sub(_braces, pattern)))


def compiled(pattern: str) -> Compiled:
    """Return ``pattern`` compiled with braces as plain characters."""
    return _compile(pattern[:PATTERN_CHARS])


def fits(pattern: Compiled, parts: list[str]) -> bool:
    """Whether the parts of a path fit; each part is looked at once for each place."""
    last = len(pattern) - 1
    places = _beyond(pattern, {0})
    for part in parts:
        after: set[int] = set()
        for place in places:
            if place > last:
                continue
            tokens = pattern[place]
            if tokens is None:
                after.add(place)
                if place == last:
                    after.add(place + 1)
            elif _part_fits(tokens, part):
                after.add(place + 1)
        places = _beyond(pattern, after)
        if not places:
            return False
    return last + 1 in places


def _beyond(pattern: Compiled, places: set[int]) -> set[int]:
    """Return ``places`` and those behind a ``**`` that takes no folder; a last one takes some."""
    found = set(places)
    for place in sorted(places):
        at = place
        while at < len(pattern) - 1 and pattern[at] is None:
            at += 1
            found.add(at)
    return found


def _part_fits(tokens: tuple[Token, ...], text: str) -> bool:
    """Whether one part fits: a star is tried short first, and only the last one is ever retried."""
    at = place = 0
    star, mark = -1, 0
    while at < len(text):
        if place < len(tokens) and tokens[place].star:
            star, mark = place, at
            place += 1
        elif place < len(tokens) and _one_fits(tokens[place], text[at]):
            place, at = place + 1, at + 1
        elif star >= 0:
            mark += 1
            place, at = star + 1, mark
        else:
            return False
    return all(token.star for token in tokens[place:])


def _one_fits(token: Token, character: str) -> bool:
    inside = any(low <= character <= high for low, high in token.ranges)
    return inside != token.negated


def _compile(pattern: str) -> Compiled:
    parts: list[tuple[Token, ...] | None] = []
    for part in pattern.split("/"):
        if part == "**":
            if not parts or parts[-1] is not None:
                parts.append(None)
        elif part not in {"", "."}:
            parts.append(_tokens(part))
    return tuple(parts)


def _tokens(part: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    at = 0
    while at < len(part):
        character = part[at]
        end = part.find("]", at + 2) if character == "[" else -1
        if character == "*":
            if not tokens or not tokens[-1].star:
                tokens.append(_STAR)
        elif character == "?":
            tokens.append(_ANY)
        elif end > 0:
            tokens.append(_set(part[at + 1 : end]))
            at = end
        elif character == "\\" and at + 1 < len(part):
            at += 1
            tokens.append(Token(ranges=((part[at], part[at]),)))
        else:
            tokens.append(Token(ranges=((character, character),)))
        at += 1
    return tuple(tokens)


def _set(inside: str) -> Token:
    """Return the token of ``[inside]``."""
    negated = inside[0] in "!^"
    text = inside[1:] if negated else inside
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        if at + 2 < len(text) and text[at + 1] == "-":
            ranges.append((text[at], text[at + 2]))
            at += 3
        else:
            ranges.append((text[at], text[at]))
            at += 1
    return Token(ranges=tuple(ranges), negated=negated)


def _braces(match: re.Match[str]) -> str:
    """Return ``?(a|b)`` as ``{,a,b}`` and ``@(a|b)`` as ``{a,b}``."""
    options = match[2].split("|")
    listed = ["", *options] if match[1] == "?" else options
    return "{" + ",".join(listed) + "}" if len(listed) > 1 else listed[0]


def _choices(pattern: str) -> list[str]:
    """Return ``pattern`` with each choice of its braces, at most ``CHOICES``."""
    done: list[str] = []
    ahead = [pattern]
    while ahead:
        text = ahead.pop()
        span = _innermost(text)
        if span is None:
            done.append(text)
        else:
            start, end = span
            options = text[start + 1 : end].split(",")
            ahead += [text[:start] + option + text[end + 1 :] for option in options]
        if len(done) + len(ahead) > CHOICES:
            raise TooWide(f"more than {CHOICES} choices in a pattern")
    return list(dict.fromkeys(done))


def _innermost(text: str) -> tuple[int, int] | None:
    """Return where the first innermost ``{a,b}`` starts and ends; without a comma it is text."""
    start = -1
    for at, character in enumerate(text):
        if at and text[at - 1] == "\\":
            continue
        if character == "{":
            start = at
        elif character == "}" and start >= 0:
            if "," in text[start:at]:
                return start, at
            start = -1
    return None
