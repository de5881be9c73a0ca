"""Expected text against real text: wildcards, placeholders, marks.

Pure but for marks, which are looked up in the files of the scenario's folder.
"""

from __future__ import annotations

import re
from pathlib import Path

#: What differs from run to run: a name in expected text and what it stands for.
PLACEHOLDERS = {
    "<pid>": r"\d+",
    "<address>": r"0x[0-9a-f]+",
    "<time>": r"\d+(?:\.\d+)?",
    "<at>": r"\d{4}-\d\d-\d\dT[\d:.]+",
    "<cursor>": r"\d+",
    "<home>": r"/tmp/dae-\w+",
}

#: How a real line is written down when a scenario is updated; applied in order.
NORMAL = [
    (r"/tmp/dae-\w+", "<home>"),
    (r"(\"pid\": ?)\d+", r"\1<pid>"),
    (r"\b(thread|pid|process|Process)(:?) \d+\b", r"\1\2 <pid>"),
    (r"\b0x[0-9a-f]{6,}\b", "<address>"),
    (r"\b\d{4}-\d\d-\d\dT[\d:.]+", "<at>"),
    (r"\b(up|for|took|in) \d+(?:\.\d+)? s\b", r"\1 <time> s"),
]

#: ``hello.c:@sum``: the line of hello.c that holds ``@sum``.
MARK = re.compile(r"(?P<file>[\w.-]+\.\w+):@(?P<mark>\w+)")

#: A line that stands for any number of lines, and a piece that stands for any text.
ANY_LINES, ANY_TEXT = "...", "[...]"


def agrees(expected: list[str], real: str, folder: Path) -> bool:
    """Whether the real text is what was expected."""
    return bool(re.fullmatch(pattern(expected, folder), tidy(real)))


def pattern(expected: list[str], folder: Path) -> str:
    """Return expected lines as a regular expression for ``tidy`` text."""
    made = []
    for line in tidy("\n".join(expected)).splitlines():
        if line == ANY_LINES:
            made.append(r"(?:[^\n]*\n)*?")
        else:
            made.append(_line(marked(line, folder), folder) + r"\n")
    return "".join(made)


def _line(text: str, folder: Path) -> str:
    """Return one expected line as a regular expression."""
    known = {**PLACEHOLDERS, "<folder>": re.escape(str(folder)), ANY_TEXT: r"[^\n]*?"}
    pieces = re.split("(" + "|".join(re.escape(name) for name in known) + ")", text)
    return "".join(known.get(piece, re.escape(piece)) for piece in pieces)


def marked(text: str, folder: Path) -> str:
    """Return ``text`` with each ``file:@mark`` as ``file:LINE``.

    Raises:
        LookupError: the file has no such mark.
    """
    return MARK.sub(lambda found: f"{found['file']}:{_line_of(folder, found)}", text)


def _line_of(folder: Path, found: re.Match[str]) -> int:
    """Return the number of the line that holds the mark."""
    path = folder / found["file"]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.search(rf"@{found['mark']}\b", line):
            return number
    raise LookupError(f"{path.name} has no mark @{found['mark']}")


def normal(real: str, folder: Path) -> list[str]:
    """Return real text as it is written into a scenario: no pids, addresses, places, times."""
    text = tidy(real).replace(str(folder), "<folder>")
    for found, written in NORMAL:
        text = re.sub(found, written, text)
    return re.sub(r"([\w.-]+\.\w+):(\d+)\b", lambda m: _unmarked(m, folder), text).splitlines()


def _unmarked(found: re.Match[str], folder: Path) -> str:
    """Return ``file:LINE`` as ``file:@mark`` where that line holds a mark."""
    path = folder / found[1]
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    line = lines[int(found[2]) - 1] if 0 < int(found[2]) <= len(lines) else ""
    mark = re.search(r"@(\w+)", line)
    return f"{found[1]}:@{mark[1]}" if mark else found[0]


def tidy(text: str) -> str:
    """Return text without blanks at the end of lines and empty lines at its end."""
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(line + "\n" for line in lines)
