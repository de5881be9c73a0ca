"""Search where there is no ripgrep: RE2, which takes linear time too, over the listed files."""

from __future__ import annotations

import os
import time
from typing import Any

from ...protocol.errors.searching import BadPattern, NoSearchProgram, SearchTimedOut
from . import globs
from .matches import MOST_LINES, Found
from .ripgrep import LINE_CHARS, SEARCH_S, Wanted

#: A file is read in one piece up to this many bytes; the rest of a larger one is not searched.
FILE_BYTES = 256 << 20

#: A NUL in so many first bytes makes a file binary.
_HEAD_BYTES = 8192


def search(wanted: Wanted, folder: str, names: list[str]) -> Found:
    """Return the lines in the files ``names`` of ``folder`` that match.

    Raises:
        BadPattern: the pattern or a glob can't be read.
        SearchTimedOut: it took longer than ``SEARCH_S``.
        NoSearchProgram: RE2 is not installed either.
    """
    pattern = _pattern(wanted)
    passes = globs.passes(wanted.include, folder, verb="grep", names=True)
    until = time.monotonic() + SEARCH_S
    found = Found()
    for name in names:
        if passes is not None and not passes(name):
            continue
        if time.monotonic() > until:
            raise SearchTimedOut(pattern=wanted.pattern, seconds=SEARCH_S)
        try:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read(FILE_BYTES)
        except OSError as error:
            found.problems.append(f"{name}: {error.strerror}")
            continue
        if b"\0" in data[:_HEAD_BYTES]:
            found.binary += pattern.search(data) is not None
            continue
        _take(found, name, data, pattern)
        if found.ended:
            break
    return found


def _take(found: Found, name: str, data: bytes, pattern: Any) -> None:
    """Add the lines of one file that match."""
    number, counted, last = 1, 0, -1
    rows: list[bytes] = []
    for match in pattern.finditer(data):
        at = match.start()
        if at <= last or (at == len(data) and data.endswith(b"\n")):
            continue
        start = data.rfind(b"\n", 0, at) + 1
        last = data.find(b"\n", at)
        last = len(data) if last < 0 else last
        number += data.count(b"\n", counted, start)
        counted = start
        line = data[start:last].rstrip(b"\r")
        # Four bytes are a character at most.
        shown = line[: 4 * LINE_CHARS + 4].decode("utf-8", "replace")
        cut = " [... omitted end of long line]" if len(shown) > LINE_CHARS else ""
        found.files[name] = rows
        rows.append(b"%d:%s" % (number, (shown[:LINE_CHARS] + cut).encode()))
        found.matches += 1
        if found.matches >= MOST_LINES:
            found.ended = True
            return


def _pattern(wanted: Wanted) -> Any:
    """Return the pattern, compiled for bytes."""
    try:
        import re2  # 15 ms, and only where rg is missing
    except ImportError as error:
        raise NoSearchProgram(why="there is no rg, and no google-re2") from error
    options = re2.Options()
    options.case_sensitive = not wanted.ignore_case
    options.literal = wanted.fixed
    options.log_errors = False
    source = wanted.pattern if wanted.fixed else f"(?m:{wanted.pattern})"
    try:
        return re2.compile(source.encode(), options=options)
    except re2.error as error:
        why = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise BadPattern(
            pattern=wanted.pattern, kind="regular expression", why=why, verb="grep"
        ) from None
