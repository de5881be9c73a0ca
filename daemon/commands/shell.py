"""Say what a shell command would do, or run it bounded: parse, run.

parse runs nothing.  It lists the commands (in pipelines, substitutions,
here-documents, after sudo, env, xargs, in bash -c), the files they name and
redirect to, what only the shell can know when it runs, the folders outside the
project, the patterns to match permission rules with, and the patterns that
allow commands like these from now on.

run runs COMMAND with your shell in a process group of its own, without input.
Output comes as it is written, standard error in between; of much output the
beginning and the end are shown (--limit).  After --timeout everything it started
is ended and the exit status is 124; else it is the command's own.  Processes
that it leaves behind are ended too: use daebug term start for those.

Examples:
  daebug shell parse 'cat a.txt | sudo tee /etc/hosts'
  daebug shell parse 'cd src && make install' --json
  daebug shell run 'make -j4 test' --timeout 300
"""

from __future__ import annotations

import os
import shlex
from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol.errors.usage import BadUsage
from .. import existing
from ..keyhole import Keyhole
from ..look import Look
from ..terminals import escapes
from ..terminals.shell_run import Piece, Ran, ShellRun
from ..workspace import containment
from ..workspace.shell import at_length, leading
from ..workspace.shell.plan import Command, Leads, Unknown

TOPIC = "workspace"
TAKES_DASHES = False

ACTIONS = ("parse", "run")

#: Bytes of a command that is parsed.
MOST_BYTES = 100_000

#: Bytes of output that ``run`` shows.
SHOWN_BYTES = 50_000

PARAMS = (
    click.Argument(["action"], type=click.Choice(ACTIONS)),
    click.Argument(["text"], metavar="COMMAND"),
    click.Option(
        ["--timeout", "-t"], type=float, metavar="S", help="Longest run (terminals.run_s)."
    ),
    click.Option(["--limit"], type=click.IntRange(1024), metavar="BYTES", help="Output shown."),
    click.Option(["--all", "-a"], is_flag=True, help="All output, however much."),
    click.Option(["--raw"], is_flag=True, help="Keep escape sequences of the output."),
    click.Option(["--cwd"], default="", metavar="DIR", help="The folder to run in."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to do with which command."""

    action: str
    text: str
    timeout: float | None = None
    limit: int = SHOWN_BYTES
    all: bool = False
    raw: bool = False
    cwd: str = ""


class Plan(msgspec.Struct, kw_only=True):
    """What the text tells, and where its files lead now."""

    commands: list[Command]
    files: list[Leads]
    #: Folders outside the project that it touches: ``/etc/*``.
    directories: list[str]
    patterns: list[str]
    always: list[str]
    unknown: list[Unknown]
    complete: bool


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """For ``parse`` the plan; for ``run`` a piece of output, and at last how it ended."""

    action: str
    plan: Plan | None = None
    text: str = ""
    left_out_bytes: int = 0
    #: A piece of output; more replies follow.
    streamed: bool = False
    #: The run whose whole output is kept, if not all was shown.
    run: str = ""
    #: Where what was left out begins.
    left_out_from: int = 0
    status: int = 0
    signal: str = ""
    seconds: float = 0.0
    timed_out: bool = False
    output_bytes: int = 0
    #: Processes that it left behind, which were ended.
    ended: int = 0


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Parse, or run and tell."""
    if "\0" in request.text:
        raise BadUsage(why="a command holds no NUL", command="daebug shell")
    cwd = existing.folder(hub.caller.path(request.cwd or "."))
    if request.action == "parse":
        yield Reply(action="parse", plan=await _plan(request.text, cwd, hub))
        return
    timeout_s = request.timeout or hub.config.terminals.run_s
    if timeout_s <= 0:
        raise BadUsage(why="--timeout is more than 0 seconds", command="daebug shell")
    running = ShellRun(hub, None if request.all else request.limit)
    await running.start(request.text, cwd)
    try:
        async for piece in running.pieces(timeout_s):
            yield _piece(request, piece, running.id)
    finally:
        await running.end()
    ran = await running.over()
    hub.end_with(ran.status)
    yield _over(ran)


async def _plan(text: str, cwd: str, hub: Keyhole) -> Plan:
    """Return what ``text`` would do.

    Raises:
        BadUsage: it is too long.
    """
    if len(text) > MOST_BYTES:
        raise BadUsage(why=f"the command is over {MOST_BYTES} bytes", command="daebug shell")
    found = await at_length.parsed(text)
    roots = containment.roots(hub.caller, hub.config)
    files, directories = leading.asked(
        found,
        cwd,
        hub.caller.env.get("HOME") or os.path.expanduser("~"),
        lambda path: any(containment.within(path, root) for root in roots),
    )
    return Plan(
        commands=found.commands,
        files=files,
        directories=directories,
        patterns=found.patterns,
        always=found.always,
        unknown=found.unknown,
        complete=found.complete,
    )


def _piece(request: Request, piece: Piece, run: str) -> Reply:
    """Return a piece of output, as text unless it is wanted raw."""
    text = piece.data.decode("utf-8", "replace") if request.raw else escapes.plain(piece.data)
    return Reply(
        action="run",
        run=run,
        text=text,
        left_out_bytes=piece.left_out_bytes,
        left_out_from=piece.left_out_from,
        streamed=True,
    )


def _over(ran: Ran) -> Reply:
    """Return how it ended."""
    one = ran.terminal
    return Reply(
        action="run",
        run=one.id,
        status=ran.status,
        signal=one.signal,
        seconds=ran.seconds,
        timed_out=ran.timed_out,
        output_bytes=one.cursor,
        ended=ran.ended,
    )


def render(reply: Reply, look: Look) -> str:
    """Return the output as it is, or the plan."""
    if reply.plan is not None:
        return _told(reply.plan, look)
    if reply.streamed:
        if not reply.left_out_bytes:
            return reply.text
        whole = f"daebug term read {reply.run} --since {reply.left_out_from}"
        return f"\n... {reply.left_out_bytes} bytes left out: {whole}\n{reply.text}"
    said = []
    if reply.timed_out:
        said.append(f"ended after {reply.seconds:g} s (--timeout)")
    elif reply.signal:
        said.append(f"killed by {reply.signal}")
    if reply.ended:
        said.append(f"processes that it left behind and that were ended: {reply.ended}")
    return look.paint(f"-- {', '.join(said)}\n", "dim") if said else ""


def _told(plan: Plan, look: Look) -> str:
    """Return the plan for people."""
    lines = ["commands:"]
    for one in plan.commands:
        via = f"  (by {' '.join(one.via)})" if one.via else ""
        lines.append("  " + " ".join("?" if w is None else shlex.quote(w) for w in one.argv) + via)
    if plan.files:
        lines.append("files:")
        lines += [
            f"  {one.how:<8}  {one.path}{'  OUTSIDE the project' if one.outside else ''}"
            for one in plan.files
        ]
    for title, items in (
        ("ask about:", plan.directories),
        ("not known:", [f"{one.text}: {one.why}" for one in plan.unknown]),
        ("always:", plan.always),
    ):
        if items:
            lines += [title, *(f"  {item}" for item in items)]
    if not plan.complete:
        lines.append(look.paint("the text does not follow bash's grammar: ask", "red"))
    return "\n".join(lines) + "\n"
