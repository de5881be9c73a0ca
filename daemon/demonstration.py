"""What ``daebug demo`` shows: for each program its bug and the commands that find it.

Every command line is read and run as if somebody had typed it in the program's
folder, a temporary one.  Whatever happens, the session that was started here
is ended and the folder removed.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from importlib import resources

from ..protocol import errors
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import CantWrite
from . import compiler, dispatch, parse, sessions
from .keyhole import Caller, Keyhole
from .look import Look
from .state import Session


@dataclass(frozen=True)
class Show:
    """One program, and why and what to type; ``{at}`` in a line is the line number of ``at``."""

    session: str
    program: str
    #: A piece of the source line that the commands speak of.
    at: str
    typed: tuple[tuple[str, str], ...]
    #: Words before the program's file and after it, where it must be compiled.
    flags: tuple[str, ...] = ()
    output: str = ""


@dataclass(frozen=True)
class Step:
    """One command line and its answer as text; no line = only something to say."""

    why: str
    line: str = ""
    answer: str = ""
    exit_status: int = 0


PYTHON = Show(
    session="demo-python",
    program="orders.py",
    at="return discounted(total, percent)",
    typed=(
        (
            "An order of 5400 cents costs 4860, says orders.py.  Stop where the sum is complete.",
            "daebug start orders.py --session demo-python -b orders.py:{at}",
        ),
        ("What is there at this line: the sum is right, 5400.", "daebug locals"),
        (
            "What will the line make of it?  A second discount.",
            "daebug print 'discounted(total, percent)'",
        ),
        ("Go into the call.", "daebug step"),
        ("Try the fix before editing the file: here, no percent.", "daebug set percent 0"),
        ("Run one line: nothing is taken off.", "daebug next"),
        ("Run to the end.  The exit code says that the total is right.", "daebug continue"),
        ("What the program wrote is kept.", "daebug output --tail 5"),
        ("End the session.", "daebug stop"),
    ),
)

NATIVE = Show(
    session="demo-c",
    program="readings.c",
    at="best = readings[i].degrees;",
    flags=("-g", "-O0"),
    output="readings",
    typed=(
        (
            "The highest of -7, -3 and -12 is 0, says readings.  Stop where it looks for it.",
            "daebug start ./readings --session demo-c -b highest",
        ),
        ("Run one line: the search starts at 0, above all of them.", "daebug next"),
        ("Any expression of the program's language.", "daebug print 'readings[1]'"),
        ("Try the fix: start below every temperature.", "daebug set best -100"),
        (
            "Stop where a new highest is taken, but only for the second reading.",
            "daebug break readings.c:{at} --if 'i == 1'",
        ),
        ("Run there.", "daebug continue"),
        ("Run until the function returns.", "daebug finish"),
        ("Run to the end: exit code 0, the result is right.", "daebug continue"),
        ("End the session.", "daebug stop"),
    ),
)

SHOWS = (PYTHON, NATIVE)


async def steps(show: Show, hub: Keyhole) -> AsyncGenerator[Step]:
    """Yield the steps of ``show`` as they are done; end what it started, and tidy up.

    Raises:
        DaebugError: a step of a program that needs no compiler failed.
        CantWrite: there is no room for the temporary folder.
    """
    try:
        folder = tempfile.mkdtemp(prefix="daebug-demo-")
    except OSError as error:
        raise CantWrite(path=tempfile.gettempdir(), why=error.strerror) from error
    before = hub.state.sessions.get(show.session)
    try:
        caller = _caller(show, hub.caller, os.path.join(folder, "demo"))
        lines = _typed(show, _copied(show, caller.cwd))
        taken = _compiled(show, caller, lines, hub) if show.flags else _taken(lines, caller, hub)
        async with aclosing(taken) as done:
            async for step in done:
                yield step
    finally:
        session = hub.state.sessions.get(show.session)
        if session is not None and session is not before:
            await _end(session, hub)
        shutil.rmtree(folder, ignore_errors=True)


async def _end(session: Session, hub: Keyhole) -> None:
    """End the session as ``daebug stop`` does, if need be once it is up."""
    if session.opening is not None:
        await asyncio.wait((session.opening,))
    parsed = parse.read(["stop", "--session", session.name])
    # Without a bridge there is no program any more either.
    with suppress(DaebugError):
        await parsed.command.run(parsed.request, hub.seen_by(hub.caller, session.name))


def _caller(show: Show, caller: Caller, cwd: str) -> Caller:
    """Return ``caller`` as if in ``cwd``, with the demo's session in its environment.

    Sessions of the caller's own can't be meant then, wherever they were started.
    """
    return replace(caller, cwd=cwd, env={**caller.env, sessions.VARIABLE: show.session})


def _copied(show: Show, cwd: str) -> list[str]:
    """Make ``cwd`` with the program's source in it; return the source's lines."""
    shipped = resources.files("daebug.shims") / "demo" / show.program
    text = shipped.read_text(encoding="utf-8")
    os.mkdir(cwd)
    with open(os.path.join(cwd, show.program), "w", encoding="utf-8") as file:
        file.write(text)
    return text.splitlines()


def _typed(show: Show, source: list[str]) -> list[tuple[str, str]]:
    """Return why and what to type, line numbers put in."""
    at = next(number for number, line in enumerate(source, 1) if show.at in line)
    return [(why, line.replace("{at}", str(at))) for why, line in show.typed]


async def _compiled(
    show: Show, caller: Caller, lines: list[tuple[str, str]], hub: Keyhole
) -> AsyncGenerator[Step]:
    """Yield compiling and the steps; a step that fails is the last, and no error.

    Compiler and adapter are extras of this machine: what is missing is said.
    """
    name = compiler.found(caller.env)
    if not name:
        known = ", ".join(compiler.NAMES)
        yield Step(f"No C session: there is no C compiler on PATH ({known}).")
        return
    words = [name, *show.flags, show.program, "-o", show.output]
    status, written = await compiler.run(words, caller.cwd, caller.env)
    yield Step("A C program, compiled for debugging.", shlex.join(words), written, status)
    if status:
        yield Step("No C session: the compiler failed.")
        return
    try:
        async with aclosing(_taken(lines, caller, hub)) as taken:
            async for step in taken:
                yield step
    except DaebugError as error:
        yield Step(f"The C session ends here.\n{errors.spoken(error).rstrip()}")


async def _taken(
    lines: list[tuple[str, str]], caller: Caller, hub: Keyhole
) -> AsyncGenerator[Step]:
    """Yield each line with its answer; one that fails is yielded without, then raises."""
    look = Look(cols=caller.cols or 100)
    for why, line in lines:
        parsed = parse.read(shlex.split(line)[1:])
        keyhole = hub.seen_by(caller, parsed.session)
        try:
            async with aclosing(dispatch.replies(parsed, keyhole)) as replies:
                text = [parsed.command.render(reply, look) async for reply in replies]
        except DaebugError as error:
            yield Step(why, line, exit_status=error.exit_status)
            raise
        yield Step(why, line, "".join(text))
