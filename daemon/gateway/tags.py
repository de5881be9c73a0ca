"""A tokenizer for the head of an HTML page: tags with attributes and their places.  Pure.

It follows the states of the HTML standard as far as a head needs them, so that
a tag in a comment, a string of a script or a title is none.  It works on
latin-1 text of the bytes, where one character is one byte: places are bytes.
https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import msgspec

#: Elements whose content is text up to their own end tag.
_RAW = frozenset({
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript",
})  # fmt: skip

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>[^\s/>=][^\s/>=]*)"""
    r"""(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"'][^\s>]*)))?""",
)
_SPACE = re.compile(r"[\s/]*")
_COMMENT_END = re.compile(r"--!?>")


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """One tag: its name in lower case, where it starts and where the text after it starts."""

    name: str
    start: int
    end: int
    closing: bool = False
    #: Values by name in lower case, references resolved; the first of two counts.
    attributes: dict[str, str] = {}
    #: Where each attribute's value is, quotes included; ``(-1, -1)`` = it has none.
    spans: dict[str, tuple[int, int]] = {}
    #: Of an element with raw text: where its content ends; -1 = not within the text.
    content_end: int = -1


def tags(text: str) -> Iterator[Tag]:
    """Yield the tags of ``text`` in order; what is cut off at the end is left out.

    The doctype is a tag called ``!doctype``.  After an element with raw text
    its end tag comes next.
    """
    at = 0
    while (start := text.find("<", at)) >= 0:
        if text.startswith("<!--", start):
            at = _comment(text, start)
        elif text[start + 1 : start + 2] in {"!", "?"}:
            at = text.find(">", start) + 1
            if at and text[start : start + 9].lower() == "<!doctype":
                yield Tag(name="!doctype", start=start, end=at)
        elif text[start + 1 : start + 2] == "/":
            at, tag = _end_tag(text, start)
            if tag:
                yield tag
        else:
            at, tag = _start_tag(text, start)
            if tag:
                yield tag
        if at <= 0:
            return


def _comment(text: str, start: int) -> int:
    """Return where the comment ends; 0 = not here.

    Standard: ``<!-->`` and ``<!--->`` are whole comments.
    """
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return start + len(short)
    found = _COMMENT_END.search(text, start + 4)
    return found.end() if found else 0


def _end_tag(text: str, start: int) -> tuple[int, Tag | None]:
    name = _NAME.match(text, start + 2)
    end = text.find(">", start) + 1
    if name is None or not end:
        return end, None
    return end, Tag(name=name[0].lower(), start=start, end=end, closing=True)


def _start_tag(text: str, start: int) -> tuple[int, Tag | None]:
    name = _NAME.match(text, start + 1)
    if name is None:
        return start + 1, None
    attributes: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    at = name.end()
    while True:
        at = _past_space(text, at)
        if at >= len(text):
            return 0, None
        if text[at] == ">":
            break
        if text[at] == "=":  # a value that is missing, or a name that starts oddly
            at += 1
            continue
        found = _ATTRIBUTE.match(text, at)
        if found is None or _cut_off(text, found):
            return 0, None
        key = found["name"].lower()
        kind = found.lastgroup if found.lastgroup != "name" else None
        if key not in attributes:
            attributes[key] = html.unescape(found[kind]) if kind else ""
            quotes = 0 if kind in {None, "bare"} else 1
            spans[key] = (
                (found.start(kind) - quotes, found.end(kind) + quotes) if kind else (-1, -1)
            )
        at = found.end()
    tag = Tag(name=name[0].lower(), start=start, end=at + 1, attributes=attributes, spans=spans)
    return _content(text, tag)


def _content(text: str, tag: Tag) -> tuple[int, Tag]:
    """Return where to read on, and ``tag`` with the end of its raw text."""
    if tag.name not in _RAW:
        return tag.end, tag
    end = _raw_end(text, tag)
    if end < 0:
        return 0, tag
    return end, msgspec.structs.replace(tag, content_end=end)


def _raw_end(text: str, tag: Tag) -> int:
    """Return where the end tag of raw text starts; -1 = not here.

    In a script ``<!-- <script>`` hides the next ``</script>``: the state "script data double
    escaped" of the standard.
    """
    closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE)
    found = closing.search(text, tag.end)
    if tag.name != "script" or found is None:
        return found.start() if found else -1
    at, escaped, hidden = tag.end, False, False
    for mark in _SCRIPT.finditer(text, at):
        word = mark[0].lower()
        if word == "<!--":
            escaped = True
        elif word == "-->":
            escaped = hidden = False
        elif word.startswith("</"):
            if not hidden:
                return mark.start()
            hidden = False
        elif escaped:
            hidden = True
    return -1


_SCRIPT = re.compile(r"<!--|-->|</script(?=[\s/>])|<script(?=[\s/>])", re.IGNORECASE)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _cut_off(text: str, found: re.Match[str]) -> bool:
    """Whether the text ends within a quoted value."""
    rest = text[found.end() : found.end() + 40].lstrip()
    return rest.startswith("=") and rest[1:].lstrip()[:1] in {'"', "'", ""}
