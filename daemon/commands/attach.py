"""Attach to a running process and stop it (or not: --no-stop).

By pid, by --name, or as soon as one of that name starts (--waitfor).  Python,
Node and Go programs are known by what they run, all others are native;
--adapter takes another.  With --remote it attaches to what speaks gdb's remote
protocol: gdbserver, qemu; with --connect to a Python program that listens:
python -m debugpy --listen.  daebug detach leaves it running.

Examples:
  daebug attach 4242
  daebug attach --name server --no-stop
  daebug attach --waitfor worker --timeout 60
  daebug attach --remote 127.0.0.1:1234 --program fw.elf
  daebug attach 4242 --adapter gdb
  daebug attach --connect 127.0.0.1:5678
"""

from __future__ import annotations

import click

from ...protocol.errors.usage import BadUsage
from ...protocol.orders import Attach, Remote
from .. import opening, processes, running, show
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import PYTHON, WAITING, Waiting

TOPIC = "session"

PARAMS = (
    click.Argument(
        ["pid"], type=click.IntRange(min=1), required=False, default=None, metavar="[PID]"
    ),
    click.Option(["--name"], default="", metavar="NAME", help="The process of this name."),
    click.Option(["--waitfor"], default="", metavar="NAME", help="The next one that starts."),
    click.Option(["--remote"], default="", metavar="HOST:PORT", help="gdbserver, qemu, a probe."),
    click.Option(["--connect"], default="", metavar="HOST:PORT", help="Where debugpy listens."),
    click.Option(["--program"], default="", metavar="FILE", help="With the symbols of --remote."),
    click.Option(["--no-stop"], is_flag=True, help="Let the process run on."),
    click.Option(
        ["--adapter"],
        default="",
        metavar="NAME",
        help="Not the one for what the process runs: gdb, lldb-dap, js-debug ...",
    ),
    *PYTHON,
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """A process by its id or name, or the address of a remote one."""

    pid: int | None = None
    name: str = ""
    waitfor: str = ""
    remote: str = ""
    connect: str = ""
    just_my_code: bool = True
    subprocesses: bool = True
    program: str = ""
    no_stop: bool = False
    adapter: str = ""


Reply = Outcome


async def run(request: Request, hub: Keyhole) -> Reply:
    """Attach; answer with the stop, or ``running``.

    Raises:
        BadUsage: not just one of pid, name, waitfor, remote, connect.
        NoSuchName: no process of that name, or several, or none started in time.
    """
    given = [request.pid, request.name, request.waitfor, request.remote, request.connect]
    if sum(one not in (None, "") for one in given) != 1:
        why = "give a pid, --name, --waitfor, --remote or --connect, one of them"
        raise BadUsage(why=why, command="daebug attach")
    if request.remote:
        return await _remote(request, hub)
    pid = request.pid or 0
    if request.name:
        pid = processes.only(request.name)
    elif request.waitfor:
        wait_s = request.wait_s(hub)
        pid = await processes.started(request.waitfor, wait_s)
    host, port = _address(request.connect) if request.connect else ("", 0)
    target = Attach(
        pid=pid,
        host=host,
        port=port,
        stop=not request.no_stop,
        just_my_code=request.just_my_code,
        children=request.subprocesses,
    )
    title = f"debugpy-{port}" if port else processes.process_name(pid) or str(pid)
    async with opening.entered(hub, target, adapter=request.adapter, title=title) as session:
        session.pid = pid
        await opening.bring_up(hub, session)
    wait_s = 0.0 if request.no_stop else request.wait_s(hub)
    return await running.outcome(hub, session, wait_s)


async def _remote(request: Request, hub: Keyhole) -> Reply:
    """Attach over gdb's remote protocol."""
    host, port = _address(request.remote)
    program = hub.caller.path(request.program) if request.program else ""
    target = Remote(host=host, port=port, program=program)
    title = f"remote-{port}"
    async with opening.entered(hub, target, adapter=request.adapter, title=title) as session:
        await opening.bring_up(hub, session)
    return await running.outcome(hub, session, request.wait_s(hub))


def _address(text: str) -> tuple[str, int]:
    """Return host and port; without a host it is this machine.

    Raises:
        BadUsage: it is no address.
    """
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise BadUsage(why=f"{text} is no HOST:PORT", command="daebug attach")
    return host or "127.0.0.1", int(port)


def render(reply: Reply, look: Look) -> str:
    """Return the stop as text."""
    return show.outcome(reply, look)
