"""Select a thread: stack, variables and steps are its own now.

Examples:
  daebug thread 4711
  daebug thread 2 --json
"""

from __future__ import annotations

import click
import msgspec

from .. import running, sessions, show, threads
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "look"

PARAMS = (click.Argument(["number"], type=int),)


class Request(msgspec.Struct, kw_only=True):
    """Which thread."""

    number: int


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Select it; tell where it is.

    Raises:
        NoSuchThread: the program has none of that number.
    """
    session = hub.session()
    sessions.need_stopped(session, "select a thread")
    async with session.turn:
        await threads.select(hub, session, request.number)
    answer = await running.here(hub, session)
    stop = session.stop
    if stop is not None and stop.thread_id not in (None, request.number):
        answer.notes.append(f"thread {stop.thread_id} is the one that stopped")
    return answer


def render(reply: Reply, look: Look) -> str:
    """Return the place as text."""
    return show.outcome(reply, look)
