"""Search files for a regular expression, the last written file first.

The expression is ripgrep's: no look-around, and no pattern takes long.  What
.gitignore names is left out, and .git; --everything searches that too.  An
--include glob is a name at any depth (*.{ts,tsx}, Makefile) or a path.

Examples:
  daebug grep 'def [a-z]+_loop'
  daebug grep socket --include '*.py' --include '!tests/**'
  daebug grep --fixed 'a[0]' --dir src
"""

from __future__ import annotations

import os

import click
import msgspec

from ...protocol import quoting
from ...protocol.errors.usage import BadUsage
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import finding, searching
from ..workspace.ripgrep import Wanted

TOPIC = "workspace"

PARAMS = (
    click.Argument(["pattern"]),
    click.Option(["--include", "-g"], multiple=True, metavar="GLOB", help="Only these files."),
    click.Option(["--ignore-case", "-i"], is_flag=True, help="Upper and lower case are the same."),
    click.Option(["--fixed", "-F"], is_flag=True, help="The pattern is plain text."),
    click.Option(["--everything"], is_flag=True, help="Ignored and hidden files too."),
    click.Option(["--dir", "-C", "folder"], default="", metavar="DIR", help="Search there."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(min=1),
        default=100,
        metavar="N",
        help="Most lines (default: 100).",
    ),
    click.Option(["--allow-outside"], is_flag=True, help="Also outside the project."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to look for, where."""

    pattern: str
    include: list[str] = []
    ignore_case: bool = False
    fixed: bool = False
    everything: bool = False
    folder: str = ""
    limit: int = 100
    allow_outside: bool = False


class Line(msgspec.Struct, kw_only=True):
    """One line that matches."""

    number: int
    #: Cut after 2000 characters.
    text: str


class File(msgspec.Struct, kw_only=True):
    """A file and its lines, in order."""

    path: str
    lines: list[Line]


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Files with lines that match, the last written first."""

    files: list[File]
    #: Lines that match; where the search was ended early there are more.
    matches: int
    left_out: int = 0
    ended_early: bool = False
    #: Binary files that match somewhere.
    binary: int = 0
    #: What could not be read.
    problems: list[str] = []
    #: ``ripgrep`` or ``re2``.
    engine: str = "ripgrep"


async def run(request: Request, hub: Keyhole) -> Reply:
    """Search."""
    if not request.pattern or "\0" in request.pattern:
        raise BadUsage(why="a pattern is not empty, without a NUL in it", command="daebug grep")
    folder = finding.place(
        hub.caller,
        hub.config,
        request.folder,
        verb=f"grep {quoting.word(request.pattern)}",
        allow_outside=request.allow_outside,
    )
    wanted = Wanted(
        pattern=request.pattern,
        include=tuple(request.include),
        ignore_case=request.ignore_case,
        fixed=request.fixed,
        everything=request.everything,
    )
    found, engine = await searching.search(hub, wanted, folder)
    order, _ = finding.newest(folder, list(found.files), len(found.files))
    files: list[File] = []
    room = request.limit
    for name in order:
        if room <= 0:
            break
        lines = [Line(number=number, text=text) for number, text in found.shown(name, room)]
        room -= len(lines)
        files.append(File(path=os.path.join(folder, name), lines=lines))
    matches = found.matches
    return Reply(
        files=files,
        matches=matches,
        left_out=max(matches - request.limit, 0),
        ended_early=found.ended,
        binary=found.binary,
        problems=found.problems,
        engine=engine,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the lines by file."""
    if not reply.files:
        lines = ["No files found"]
    else:
        more = " or more" if reply.ended_early else ""
        lines = [f"Found {reply.matches}{more} match{'es' if reply.matches > 1 else ''}"]
        for file in reply.files:
            path = look.paint(quoting.shown(file.path), "bold")
            lines += ["", f"{path}:"][file is reply.files[0] :]
            lines += [f"  Line {line.number}: {line.text}" for line in file.lines]
    if reply.binary:
        lines.append(f"({reply.binary} binary files match)")
    lines += [f"(not searched: {problem})" for problem in reply.problems]
    if reply.left_out:
        lines += ["", f"({reply.left_out} left out; use a more specific pattern, or --limit)"]
    return "".join(f"{line}\n" for line in lines)
