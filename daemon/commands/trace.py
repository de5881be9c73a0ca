"""Run many steps in one call and show each line with what it changed.

Examples:
  daebug trace --limit 20
  daebug trace --until 'total > 10'
  daebug trace --into --limit 200 --keep 20
"""

from __future__ import annotations

import click
import msgspec

from .. import show, tracing
from ..keyhole import Keyhole
from ..look import Look
from ..options import TIMEOUT
from ..tracing import Step

TOPIC = "run"

PARAMS = (
    click.Option(["--until"], default="", metavar="EXPR", help="Stop as soon as this holds."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(1, 100_000),
        default=100,
        metavar="N",
        help="Steps at most (100).",
    ),
    click.Option(["--into"], is_flag=True, help="Into calls, too."),
    click.Option(
        ["--keep"],
        type=click.IntRange(1, 10_000),
        default=200,
        metavar="N",
        help="Show the newest N steps (200).",
    ),
    TIMEOUT,
)


class Request(msgspec.Struct, kw_only=True):
    """How far."""

    until: str = ""
    limit: int = 100
    into: bool = False
    keep: int = 200
    #: Seconds; None = the setting ``answers.timeout_s``.
    timeout: float | None = None


class Reply(msgspec.Struct, kw_only=True):
    """The steps, and why they ended."""

    session: str
    steps: list[Step]
    taken: int
    ended: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step.

    Raises:
        CantEvaluate: --until is no expression.
    """
    session = hub.session()

    timeout_s = hub.config.answers.timeout_s if request.timeout is None else request.timeout
    found = await tracing.trace(
        hub,
        session,
        "stepIn" if request.into else "next",
        limit=request.limit,
        keep=request.keep,
        timeout_s=timeout_s,
        check=tracing.check(session, request.until, holds=True) if request.until else None,
    )
    return Reply(session=session.name, steps=found.steps, taken=found.taken, ended=found.ended)


def render(reply: Reply, look: Look) -> str:
    """Return a line each, and why it ended."""
    lines = []
    if reply.taken >= len(reply.steps) + 1:
        lines.append(f"({reply.taken + 1 - len(reply.steps)} earlier steps left out: --keep)")
    function = ""
    for step in reply.steps:
        if step.function != function:
            function = step.function
            lines.append(look.paint(f"{function}:", "bold"))
        place = f"{show.short(step.file)}:{step.line}" if step.file else "(no source)"
        changes = f"  -- {', '.join(step.changes)}" if step.changes else ""
        lines.append(f"  {place}: {step.text}{changes}")
    lines.append(look.paint(f"{reply.taken} steps, ended by: {reply.ended}", "dim"))
    lines.append("next: daebug context | daebug trace | daebug continue")
    return "\n".join(lines) + "\n"
