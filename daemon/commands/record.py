"""Record what the program does from here on, so that it can run backwards.

A program that was held before its first line is started again for it, with a C
library that keeps to instructions that can be recorded; elsewhere --restart
does so.  A recorded program runs some hundred times slower.  Needs gdb:
daebug start PROG --adapter gdb.

Examples:
  daebug record
  daebug record --restart
  daebug record --stop
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import dap
from ...protocol.errors.adapter import AdapterRefused, NotSupported
from ...protocol.errors.programs import CantEvaluate
from ...protocol.orders import Launch
from .. import opening, running, sessions, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting
from ..state import Session

TOPIC = "run"

PARAMS = (
    click.Option(["--restart"], is_flag=True, help="Start the program again first."),
    click.Option(["--stop", "off"], is_flag=True, help="End the recording."),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """Whether to start again for it, or to end it."""

    restart: bool = False
    off: bool = False


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Begin to record; answer with where the program is.

    Raises:
        NotSupported: the debugger can't record.
        CantEvaluate: it refuses, in its own words.
    """
    session = hub.session()
    sessions.need_stopped(session, "record")
    if not session.profile.record_command:
        raise NotSupported(
            adapter=session.adapter,
            request="a recording",
            capability="supportsStepBack",
            instead="daebug start PROG --adapter gdb",
        )
    if request.off:
        await _tell(hub, session, "stop")
        return await running.here(hub, session)
    fit = _fit(session)
    fresh = session.stop is not None and session.stop.reason == "entry"
    if isinstance(session.target, Launch) and (request.restart or (fresh and not fit)):
        env = _environment(session.target.env, session.profile.record_environment)
        session.target = msgspec.structs.replace(session.target, env=env, hold=True)
        session = await opening.again(hub, session)
        await hub.until(lambda: session.state not in ("running", "starting"), request.wait_s(hub))
        sessions.need_stopped(session, "record")
        fit = True
    await _tell(hub, session, "")
    answer = await running.here(hub, session)
    answer.notes.append("recording from here")
    if not fit:
        answer.notes.append(
            "its C library may use instructions that can't be recorded: daebug record --restart"
        )
    answer.next = ["daebug break LOC", "daebug continue", "daebug step-back",
                   "daebug reverse-continue"]  # fmt: skip
    return answer


def _fit(session: Session) -> bool:
    """Whether the program was started as a recording needs it."""
    if not isinstance(session.target, Launch):
        return False
    env, needs = session.target.env, session.profile.record_environment
    return all(value in env.get(name, "") for name, value in needs.items())


def _environment(env: dict[str, str], needs: dict[str, str]) -> dict[str, str]:
    """Return ``env`` with what a recording needs; settings of the caller's own are kept.

    >>> _environment({"T": "a=1"}, {"T": "b=2", "L": "1"})
    {'T': 'a=1:b=2', 'L': '1'}
    """
    grown = dict(env)
    for name, value in needs.items():
        if value not in grown.get(name, ""):
            grown[name] = f"{grown[name]}:{value}" if grown.get(name) else value
    return grown


async def _tell(hub: Keyhole, session: Session, word: str) -> None:
    """Give the debugger's console the word.

    Raises:
        CantEvaluate: it refuses.
    """
    command = f"{session.profile.record_command} {word}".strip()
    asked = {"expression": command, "context": "repl"}
    async with session.turn:
        try:
            await hub.dap(session, "evaluate", dap.Evaluated, asked)
        except AdapterRefused as error:
            why = str(error.facts.get("why", "")).splitlines()[0]
            raise CantEvaluate(expression="the recording", why=why, fix="daebug context") from error


def render(reply: Reply, look: Look) -> str:
    """Return where the program is, as text."""
    return show.outcome(reply, look)
