"""A scenario file as data: sections of files to write and commands to type.

Text in, data out; nothing is run here.  The format is told in README.md.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

#: ``[status 4]`` after the output of a command.
STATUS = re.compile(r"\[status (\d+)\]")

#: ``<!-- needs: gcc, lldb-dap -->``
NEEDS = re.compile(r"<!-- needs: (.+?) -->")


@dataclasses.dataclass(frozen=True)
class File:
    """A file of the scenario's folder."""

    name: str
    text: str


@dataclasses.dataclass(frozen=True)
class Typed:
    """A command as it is typed, and what must come of it."""

    text: str
    expected: list[str]
    status: int
    #: Its line in the document, from 1.
    line: int
    #: The lines of output and status in the document: first, and one past the last, from 0.
    span: tuple[int, int]


@dataclasses.dataclass(frozen=True)
class Section:
    """What stands below one heading; the heading of the first is empty."""

    heading: str
    steps: list[File | Typed]
    needs: list[str]


def document(path: Path) -> list[Section]:
    """Return the sections of a file: what comes before the first heading, then each heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    sections = [Section("", [], [])]
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("## "):
            sections.append(Section(line[3:].strip(), [], []))
        elif found := NEEDS.match(line):
            sections[-1].needs.extend(re.split(r",\s*", found[1]))
        elif line.startswith("```"):
            end = lines.index("```", at + 1)
            sections[-1].steps.extend(_fence(line[3:].strip(), lines, at + 1, end))
            at = end
        at += 1
    return sections


def _fence(info: str, lines: list[str], first: int, end: int) -> Iterator[File | Typed]:
    """Yield the steps of one fence: its file, or its commands; other fences are prose."""
    if info == "console":
        yield from _console(lines, first, end)
    elif found := re.search(r"\btitle=(\S+)", info):
        yield File(found[1], "".join(line + "\n" for line in lines[first:end]))


def _console(lines: list[str], first: int, end: int) -> Iterator[Typed]:
    """Yield the commands of a console fence."""
    starts = [at for at in range(first, end) if lines[at].startswith("$ ")]
    if starts[:1] != [first]:
        raise ValueError(f"line {first + 1}: a console begins with a command")
    for start, after in zip(starts, [*starts[1:], end], strict=True):
        expected = lines[start + 1 : after]
        status = 0
        if expected and (found := STATUS.fullmatch(expected[-1])):
            status = int(found[1])
            expected = expected[:-1]
        yield Typed(lines[start][2:], expected, status, start + 1, (start + 1, after))


def rewritten(text: str, changes: list[tuple[tuple[int, int], list[str]]]) -> str:
    """Return a document with the lines of each span replaced."""
    lines = text.splitlines()
    for (first, end), new in sorted(changes, reverse=True):
        lines[first:end] = new
    return "\n".join(lines) + "\n"
