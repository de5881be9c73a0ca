"""Show a whole session on programs that ship with Daebug.

A Python program is debugged from start to exit; nothing has to be installed
for it.  Where lldb-dap and a C compiler are found, a C program follows.  The
commands are the real ones: each is printed as one would type it, with its
answer.  The demo's sessions are ended with it.

Examples:
  daebug demo
  daebug demo --json
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from .. import demonstration
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One step: what it is for, a command line as typed, its answer as text."""

    #: The session, ``demo-python`` or ``demo-c``.
    session: str
    #: Why this command, in a sentence.
    why: str
    #: Empty where there is only something to say.
    command: str = ""
    answer: str = ""
    exit_status: int = 0


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield the steps as they are done.

    Raises:
        DaebugError: a step of the Python session failed; its command was yielded before.
    """
    for show in demonstration.SHOWS:
        async for step in demonstration.steps(show, hub):
            yield Reply(
                session=show.session,
                why=step.why,
                command=step.line,
                answer=step.answer,
                exit_status=step.exit_status,
            )


def render(reply: Reply, look: Look) -> str:
    """Return the step as it would stand in a terminal."""
    lines = [f"# {line}" for line in reply.why.splitlines()]
    if reply.command:
        lines.append(look.paint(f"$ {reply.command}", "bold"))
    return "\n".join(lines) + "\n" + reply.answer + "\n"
