"""Attach to a running process and stop it (or not: --no-stop).

By pid, by --name, or as soon as one of that name starts (--waitfor).  With
--remote it attaches to what speaks gdb's remote protocol: gdbserver, qemu.
daebug detach leaves it running.

Examples:
  daebug attach 4242
  daebug attach --name server --no-stop
  daebug attach --waitfor worker --timeout 60
  daebug attach --remote 127.0.0.1:1234 --program fw.elf
"""

from __future__ import annotations

import click

from ...protocol.errors import DaebugError
from ...protocol.errors.usage import BadUsage
from ...protocol.orders import Attach, Remote
from .. import opening, processes, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import WAITING, Waiting

TOPIC = "session"

PARAMS = (
    click.Argument(
        ["pid"], type=click.IntRange(min=1), required=False, default=None, metavar="[PID]"
    ),
    click.Option(["--name"], default="", metavar="NAME", help="The process of this name."),
    click.Option(["--waitfor"], default="", metavar="NAME", help="The next one that starts."),
    click.Option(["--remote"], default="", metavar="HOST:PORT", help="gdbserver, qemu, a probe."),
    click.Option(["--program"], default="", metavar="FILE", help="With the symbols of --remote."),
    click.Option(["--no-stop"], is_flag=True, help="Let the process run on."),
    click.Option(
        ["--adapter"],
        default="",
        metavar="NAME",
        help="lldb-dap (default), gdb, debugpy, delve or node.",
    ),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """A process by its id or name, or the address of a remote one."""

    pid: int | None = None
    name: str = ""
    waitfor: str = ""
    remote: str = ""
    program: str = ""
    no_stop: bool = False
    adapter: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Attach; answer with the stop, or ``running``.

    Raises:
        BadUsage: not just one of pid, name, waitfor, remote.
        NoSuchName: no process of that name, or several, or none started in time.
    """
    given = [request.pid, request.name, request.waitfor, request.remote]
    if sum(one not in (None, "") for one in given) != 1:
        why = "give a pid, --name, --waitfor or --remote, one of them"
        raise BadUsage(why=why, command="daebug attach")
    if request.remote:
        return await _remote(request, hub)
    pid = request.pid or 0
    if request.name:
        pid = processes.only(request.name)
    elif request.waitfor:
        wait_s = request.wait_s(hub)
        pid = await processes.started(request.waitfor, wait_s)
    target = Attach(pid=pid, stop=not request.no_stop)
    title = processes.process_name(pid) or str(pid)
    session = await opening.enter(hub, target, adapter=request.adapter, title=title)
    session.pid = pid
    try:
        await opening.bring_up(hub, session)
    except DaebugError:
        opening.forget(hub, session)
        raise
    wait_s = 0.0 if request.no_stop else request.wait_s(hub)
    return await running.outcome(hub, session, wait_s)


async def _remote(request: Request, hub: Keyhole) -> Reply:
    """Attach over gdb's remote protocol."""
    host, _, port = request.remote.rpartition(":")
    if not port.isdigit():
        raise BadUsage(why=f"{request.remote} is no HOST:PORT", command="daebug attach")
    program = hub.caller.path(request.program) if request.program else ""
    target = Remote(host=host or "127.0.0.1", port=int(port), program=program)
    session = await opening.enter(hub, target, adapter=request.adapter, title=f"remote-{port}")
    try:
        await opening.bring_up(hub, session)
    except DaebugError:
        opening.forget(hub, session)
        raise
    return await running.outcome(hub, session, request.wait_s(hub))


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
