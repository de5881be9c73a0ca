"""End a session and its program; --all: everything and the daemon.

An attached process is left running.  With no session the folder is served no
more, if it was; else nothing ends, and that is said.  --all ends terminals too,
and answers when everything is really gone.

Examples:
  daebug stop
  daebug stop --session worker
  daebug stop --all
"""

from __future__ import annotations

import logging

import click
import msgspec

from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import ProcessDown
from ...protocol.errors.sessions import NoSession
from ...protocol.orders import Attach, Launch
from ...protocol.terminals import Terminal
from .. import families, opening
from ..keyhole import Keyhole
from ..look import Look
from ..state import Session
from ..terminals import asking
from ..terminals.lines import command

log = logging.getLogger("daebug.stop")

TOPIC = "session"

PARAMS = (click.Option(["--all", "-a"], is_flag=True, help="All sessions and the daemon."),)


class Request(msgspec.Struct, kw_only=True):
    """Which."""

    all: bool = False


class Reply(msgspec.Struct, kw_only=True):
    """What was ended."""

    #: Sessions that were ended.
    ended: list[str]
    #: Processes that were attached to and run on.
    left_running: list[int] = []
    #: Folders that are served no more.
    closed: list[str] = []
    #: Terminals whose programs were running, and runs of shell commands.
    terminals: list[Terminal] = []
    daemon: bool = False


async def run(request: Request, hub: Keyhole) -> Reply:
    """End it; answer when it is over."""
    if request.all:
        live = [s for s in hub.state.sessions.values() if s.live]
        reply = await _end(hub, live)
        terminals = await _terminals(hub)
        hub.leave()
        return msgspec.structs.replace(
            reply, daemon=True, closed=list(hub.state.roots), terminals=terminals
        )
    try:
        session = hub.session()
    except NoSession:
        if hub.wanted_session:
            raise
        return await _close(hub)
    family = [session, *families.below(hub.state, session)]
    reply = await _end(hub, family)
    for gone in family:
        hub.state.sessions.pop(gone.name, None)
        gone.output.close()
    hub.touch()
    return reply


async def _terminals(hub: Keyhole) -> list[Terminal]:
    """Return the terminals whose programs run; none where their role does not answer."""
    try:
        return [one for one in await asking.every(hub) if one.state == "running"]
    except DaebugError:
        return []  # it hangs or has just died, which must not keep the daemon from ending


async def _close(hub: Keyhole) -> Reply:
    """Serve the caller's folder no more, if it is served."""
    if not hub.state.roots:
        return Reply(ended=[])
    from .. import root_choice  # most sessions have no page

    root = root_choice.here(hub.state, hub.caller.cwd)
    if root is None:
        return Reply(ended=[])
    await hub.pages.close_root(root.path)
    return Reply(ended=[], closed=[root.path])


def _launched(hub: Keyhole, session: Session) -> bool:
    """Whether a session's program was started by us, or by a program that was."""
    eldest = families.members(hub.state, session)[0]
    return isinstance(eldest.target, Launch)


async def _end(hub: Keyhole, sessions: list[Session]) -> Reply:
    """End sessions one by one."""
    attached = [
        s.pid
        for s in sessions
        # A core file and what is remote have no process of this machine.
        if s.live and isinstance(s.target, Attach) and not _launched(hub, s)
    ]
    for session in sessions:
        try:
            await opening.close(hub, session, terminate=_launched(hub, session))
        except ProcessDown as error:
            log.info("%s went down with its bridge: %s", session.name, error)
    return Reply(ended=[s.name for s in sessions], left_running=attached)


def render(reply: Reply, look: Look) -> str:
    """Return a line for each thing that ended."""
    lines = [f"ended session {name}" for name in reply.ended]
    lines += [f"process {pid} was attached to and runs on" for pid in reply.left_running]
    lines += [f"{path} is served no more" for path in reply.closed]
    lines += [
        f"ended {'terminal' if one.tty else 'run'} {one.id} ({command(one)})"
        for one in reply.terminals
    ]
    if reply.daemon:
        lines.append("the daemon ended")
    return "\n".join(lines or ["nothing to stop here"]) + "\n"
