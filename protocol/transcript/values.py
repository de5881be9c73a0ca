"""Results as blocks: what a value or an error is written as under a reply's heading.

Plain values look as the predecessor wrote them (``JSON``, strings raw); what it
could not show (maps, errors, elements, NaN) is ``Text``.  Nothing in a value can
close its block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from .. import plain, unicode
from ..pages import Failure, Value
from . import fences

#: Characters of a value or an error in a transcript; more is cut, and lies whole in a file.
CHARS = 8_000

#: Lines of a value with parts.
LINES = 200

#: Errors of a chain of causes.
CAUSES = 8

#: Kinds that are JSON when they come with it.
_PLAIN = frozenset({"null", "boolean", "number", "array", "object"})


def block(value: Value | None, *, limit: int = CHARS) -> str:
    """Return the block for a job's ``value``; ``None`` = undefined."""
    info, text = shown(value)
    return fences.wrap(short(text, limit), info)


def shown(value: Value | None) -> tuple[str, str]:
    """Return the label and the whole text of ``value``."""
    if value is None or value.kind == "undefined":
        return "JSON", "undefined"
    if value.kind == "string":
        return "JSON", clean(value.text)
    if value.json and value.kind in _PLAIN and (indented := _indented(value.json)) is not None:
        return "JSON", indented
    if value.kind in {"null", "boolean"}:
        return "JSON", clean(value.text)
    # A shim's text shows the parts too; they are shown here where there is no text.
    return "Text", clean(value.text) if value.text else "\n".join(_limited(_tree(value, "")))


def error(failure: Failure | str, *, limit: int = CHARS) -> str:
    """Return the block for what a job threw, or for why it got no result."""
    text = failure if isinstance(failure, str) else _chain(failure)
    return fences.wrap(short(clean(text), limit), "Error")


def thrown(failure: Failure) -> str:
    """Return the whole text of what a job threw: stacks, the causes below."""
    return clean(_chain(failure))


def short(text: str, limit: int) -> str:
    """Return ``text``, or its first ``limit`` characters and how many more there are."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n... ({len(text) - limit} more characters) ..."


def clean(text: str) -> str:
    """Return ``text`` without control characters, fit for UTF-8."""
    if not text.isascii():
        text = unicode.readable(text)
    return plain.lines(text)


def _chain(failure: Failure | None) -> str:
    """Return the stack of an error, and those of its causes below."""
    told: list[str] = []
    while failure is not None and len(told) < CAUSES:
        title = ": ".join(part for part in (failure.name, failure.message) if part)
        # Firefox and Safari leave the title out of the stack.
        titled = failure.name and failure.stack.startswith(failure.name)
        told.append(failure.stack if titled else f"{title}\n{failure.stack}".rstrip())
        failure = failure.cause
    return "\nCaused by: ".join(told)


def _indented(text: str) -> str | None:
    """Return JSON indented by two, its numbers as they came; ``None`` = it is no JSON."""
    try:
        return clean(msgspec.json.format(text.encode(), indent=2).decode())
    except (msgspec.DecodeError, UnicodeEncodeError):
        pass
    try:
        return clean(json.dumps(json.loads(text), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        return None


def _tree(value: Value, indent: str) -> Iterator[str]:
    """Yield the lines of ``value``: its own, then one or more for each part."""
    yield indent + clean(value.text or value.type or value.kind)
    for key, part in value.parts:
        lines = _tree(part, f"{indent}  ")
        yield f"{indent}  {plain.one_line(key, 200)}: {next(lines).lstrip()}"
        yield from lines
    if value.left_out:
        yield f"{indent}  ... ({value.left_out} more) ..."


def _limited(lines: Iterator[str]) -> Iterator[str]:
    """Yield as many of ``lines`` as a transcript shows."""
    for count, line in enumerate(lines):
        if count >= LINES:
            yield "... (more lines) ..."
            return
        yield line
