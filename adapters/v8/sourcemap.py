"""Source maps: from a place in what runs to a place in what was written, and back.

Lines and columns count from 0 here, as the format and CDP count them.
ECMA-426: https://tc39.es/ecma426/
"""

from __future__ import annotations

import base64
import bisect
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

import msgspec

from .urls import path_of

_DIGITS = {
    char: value
    for value, char in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}

#: Generated line and column -> source, line, column; sorted by the first two.
Segment = tuple[int, int, int, int, int]


class NoMap(ValueError):
    """What should be a source map is none; the text says why."""


class _Written(msgspec.Struct):
    """A source map as its JSON has it."""

    mappings: str = ""
    sources: list[str | None] = []
    sourcesContent: list[str | None] = []  # noqa: N815 - the format's name
    sourceRoot: str | None = None  # noqa: N815 - the format's name
    sections: list[dict[str, object]] = []


class SourceMap:
    """One map; its mappings are decoded when they are first asked for."""

    def __init__(self, written: _Written, where: str) -> None:
        """Resolve the sources against ``where``, the URL of the map or its script."""
        root = (written.sourceRoot or "").rstrip("/")
        names = [f"{root}/{name}" if root else name or "" for name in written.sources]
        #: Paths of the sources; what is no file keeps its URL.
        self.sources = [_resolved(where, name) if name else "" for name in names]
        self._contents = written.sourcesContent
        self._mappings = written.mappings

    def content(self, source: int) -> str | None:
        """Return the text of a source, if the map carries it."""
        return self._contents[source] if source < len(self._contents) else None

    def original(self, line: int, column: int) -> tuple[int, int, int] | None:
        """Return source, line and column of a place in what runs; ``None`` = it has none."""
        segments = self._segments
        at = bisect.bisect_right(segments, (line, column, len(self.sources), 0, 0)) - 1
        if at < 0 or segments[at][0] != line:
            # V8 may stop before the first column that is mapped.
            at += 1
            if at >= len(segments) or segments[at][0] != line:
                return None
        return segments[at][2:]

    def generated(self, source: int, line: int, column: int = 0) -> list[tuple[int, int]]:
        """Return the places in what runs for the first mapped place at or after ``line``.

        Several where one line became several pieces of code.
        """
        places = self._places.get(source, [])
        at = bisect.bisect_left(places, (line, column, 0, 0))
        if at == len(places):
            return []
        first = places[at][:2]
        same = [place[2:] for place in places[at:] if place[:2] == first]
        lines = dict.fromkeys(generated for generated, _ in same)
        return [(n, min(c for g, c in same if g == n)) for n in lines]

    @cached_property
    def _segments(self) -> list[Segment]:
        return sorted(_decoded(self._mappings, len(self.sources)))

    @cached_property
    def _places(self) -> Mapping[int, list[tuple[int, int, int, int]]]:
        places: dict[int, list[tuple[int, int, int, int]]] = {}
        for gen_line, gen_column, source, line, column in self._segments:
            places.setdefault(source, []).append((line, column, gen_line, gen_column))
        return {source: sorted(found) for source, found in places.items()}


def load(url: str, script: str) -> SourceMap:
    """Return the map that ``script`` (a URL) names with ``url``: inline, or a file.

    Raises:
        NoMap: it is not there, or no source map.
    """
    try:
        if url.startswith("data:"):
            head, _, data = url.partition(",")
            text = base64.b64decode(data) if head.endswith(";base64") else unquote_to_bytes(data)
            return SourceMap(_read(text), script)
        where = urljoin(script, url)
        if not (path := path_of(where)):
            raise NoMap(f"{where} is no file")
        return SourceMap(_read(Path(path).read_bytes()), where)
    except (OSError, ValueError) as error:
        raise NoMap(str(error)) from error


def _read(text: bytes) -> _Written:
    written = msgspec.json.decode(text.removeprefix(b")]}'"), type=_Written)
    if written.sections:
        raise NoMap("a map in sections")
    return written


def _resolved(where: str, name: str) -> str:
    """Return the path of a source, or its URL where it is no file."""
    url = name if urlsplit(name).scheme else urljoin(where, name)
    path = path_of(url)
    return os.path.normpath(path) if path else unquote(url)


def _decoded(mappings: str, sources: int) -> Iterator[Segment]:
    """Yield the segments that have a source."""
    source = line = column = 0
    for number, group in enumerate(mappings.split(";")):
        generated = 0
        for piece in group.split(",") if group else ():
            fields = _numbers(piece)
            generated += fields[0]
            if len(fields) < 4:
                continue
            source += fields[1]
            line += fields[2]
            column += fields[3]
            if 0 <= source < sources:
                yield number, generated, source, line, column


def _numbers(piece: str) -> list[int]:
    """Return the numbers of a base64 VLQ.

    >>> _numbers("AAgBC")
    [0, 0, 16, 1]
    """
    numbers: list[int] = []
    value = shift = 0
    for char in piece:
        digit = _DIGITS.get(char)
        if digit is None:
            raise NoMap(f"{char!r} is no digit of a mapping")
        value |= (digit & 31) << shift
        if digit & 32:
            shift += 5
            continue
        numbers.append(-(value >> 1) if value & 1 else value >> 1)
        value = shift = 0
    return numbers or [0]
