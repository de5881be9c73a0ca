"""Run by steps for as long as an expression holds; stop at its first violation.

Where the expression's names are not known (in another function), it is taken
to hold.

Examples:
  daebug assert 'total < 100'
  daebug assert 'p != 0' --into --limit 5000
"""

from __future__ import annotations

import click
import msgspec

from .. import running, sessions, show, tracing
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import TIMEOUT

TOPIC = "run"
TAKES_DASHES = True

PARAMS = (
    click.Argument(["expression"]),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(1, 100_000),
        default=1000,
        metavar="N",
        help="Steps at most (1000).",
    ),
    click.Option(["--into"], is_flag=True, help="Into calls, too."),
    TIMEOUT,
)


class Request(msgspec.Struct, kw_only=True):
    """What must hold, and how far to go."""

    expression: str
    limit: int = 1000
    into: bool = False
    #: Seconds; None = the setting ``answers.timeout_s``.
    timeout: float | None = None


class Reply(Outcome, kw_only=True):
    """Where it was violated, or how far it held."""

    holds: bool
    steps: int


async def run(request: Request, hub: Keyhole) -> Reply:
    """Step and look.

    Raises:
        CantEvaluate: it is no expression.
    """
    session = hub.session()
    sessions.need_stopped(session, "check")

    timeout_s = hub.config.answers.timeout_s if request.timeout is None else request.timeout
    steps, broken = 0, not await tracing.true(hub, session, request.expression)
    if not broken:
        found = await tracing.trace(
            hub,
            session,
            "stepIn" if request.into else "next",
            limit=request.limit,
            keep=1,
            timeout_s=timeout_s,
            check=tracing.check(session, request.expression, holds=False),
        )
        steps, broken = found.taken, found.ended == "until"
    if broken:
        hub.fail()
    answer = await running.outcome(hub, session, 0.0)
    said = "is violated" if broken else "held"
    answer.notes.insert(0, f"{request.expression} {said} after {steps} steps")
    return Reply(**msgspec.structs.asdict(answer), holds=not broken, steps=steps)


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
