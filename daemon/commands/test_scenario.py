"""Run scenario files: debugging sessions in YAML, each in a daemon of its own.

Keys: name, description, setup, target, steps; actions: command, await,
inspect_locals, inspect_stack, check_output, evaluate.  A key that is unknown
is refused.

Examples:
  daebug test-scenario tests/*.yml
  daebug test-scenario session.yml --junit report.xml --jobs 4
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import click
import msgspec

from ...protocol.errors.usage import BadScenario
from ..keyhole import Keyhole
from ..look import Look
from ..scenarios import format as formats
from ..scenarios import junit
from ..scenarios.runner import Result, Runner, every

TOPIC = "session"

PARAMS = (
    click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
    click.Option(["--junit"], default="", metavar="FILE", help="Write JUnit XML there, too."),
    click.Option(
        ["--jobs", "-j"], type=click.IntRange(1, 32), default=2, metavar="N", help="At once (2)."
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """Which files, and how many at once."""

    files: list[str]
    junit: str = ""
    jobs: int = 2


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One scenario's result; the last one has the totals."""

    result: Result | None = None
    passed: int = 0
    failed: int = 0
    streamed: bool = False


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield each result as it comes, then the totals.

    Raises:
        BadScenario: a file that can't be read; nothing was run.
    """
    runners = [_runner(name, hub) for name in request.files]
    results: list[Result] = []
    async for result in every(runners, request.jobs):
        results.append(result)
        yield Reply(result=result, streamed=True)
    if request.junit:
        Path(hub.caller.path(request.junit)).write_text(junit.xml(results), encoding="utf-8")
    failed = sum(not result.passed for result in results)
    if failed:
        hub.fail()
    yield Reply(passed=len(results) - failed, failed=failed)


def _runner(name: str, hub: Keyhole) -> Runner:
    """Read one file."""
    path = hub.caller.path(name)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadScenario(path=path, why=str(error.strerror)) from error
    return Runner(formats.read(path, data), path, hub.caller.env, hub.caller.cwd)


def render(reply: Reply, look: Look) -> str:
    """Return a line a scenario, and the totals."""
    result = reply.result
    if result is None:
        return f"{reply.passed} passed, {reply.failed} failed\n"
    if result.passed:
        return look.paint("pass", "green") + f" {result.name} ({result.seconds:g} s)\n"
    step = f"step {result.failed_step} of {result.steps}" if result.failed_step else "before step 1"
    return look.paint("FAIL", "red") + f" {result.name}: {step}: {result.why}\n"
