"""Show the daemon: processes, sessions, waiting commands, losses.

Examples:
  daebug status
  daebug status --json
"""

from __future__ import annotations

import os

import click
import msgspec

from ...protocol import places
from ...protocol.errors import DaebugError
from ...protocol.orders import CheckHealth
from ..keyhole import Keyhole
from ..look import Look
from ..processes import memory_bytes
from ..session_list import Listed, line, listed
from ..state import Role

TOPIC = "daemon"

#: Seconds a healthy role has for its answer; it needs one millisecond.
HEALTH_S = 1.0

PARAMS = (click.Option(["--memory"], is_flag=True, help="Show the memory of each process."),)


class Request(msgspec.Struct, kw_only=True):
    """How much."""

    memory: bool = False


class Process(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One process of the daemon, or an adapter of it."""

    name: str
    state: str
    pid: int = 0
    restarts: int = 0
    #: How it ended last.
    ended: str = ""
    memory_bytes: int = 0


class Running(msgspec.Struct, kw_only=True):
    """A command that waits."""

    id: int
    command: str
    client: int
    seconds: float


class Served(msgspec.Struct, kw_only=True):
    """A folder that is served, and how many pages and workers are there."""

    path: str
    url: str
    live: int


class Reply(msgspec.Struct, kw_only=True):
    """The daemon as it is."""

    version: str
    pid: int
    folder: str
    seconds: float
    processes: list[Process]
    adapters: list[Process]
    sessions: list[Listed]
    roots: list[Served]
    #: Terminals whose program runs.
    terminals: list[str]
    commands: list[Running]
    settings: str
    #: What is wrong with the settings file; empty = nothing.
    problem: str
    logs: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Tell the state."""
    state = hub.state
    silent = [role.name for role in state.roles.values() if not await _answers(hub, role)]
    return Reply(
        version=state.version,
        pid=os.getppid(),
        folder=str(hub.folder),
        seconds=state.seconds,
        processes=_processes(request, hub, silent),
        adapters=[
            Process(
                name=adapter,
                state=f"session {session}" if session else "spare",
                pid=pid,
                memory_bytes=memory_bytes(pid) if request.memory else 0,
            )
            for pid, (adapter, _, session) in state.adapters.items()
        ],
        sessions=[listed(session) for session in state.sessions.values()],
        roots=[
            Served(path=root.path, url=root.url, live=len(root.live))
            for root in state.roots.values()
        ],
        terminals=list(state.terminals),
        commands=_commands(hub),
        settings=str(places.config_file(hub.env)),
        problem=_problem(hub),
        logs=str(places.log_folder(hub.env)),
    )


async def _answers(hub: Keyhole, role: Role) -> bool:
    """Whether a role that should be up really answers: a process can be alive and stuck."""
    if role.state != "up":
        return True
    try:
        await hub.order(role.name, CheckHealth(), HEALTH_S)
    except DaebugError:
        return False
    return True


def _processes(request: Request, hub: Keyhole, silent: list[str]) -> list[Process]:
    """Return zygote, hub and the roles that were ever needed."""
    own = [
        Process(name="zygote", state="up", pid=os.getppid()),
        Process(name="hub", state="up", pid=os.getpid()),
    ]
    own += [
        Process(
            name=r.name,
            state="not answering" if r.name in silent else r.state,
            pid=r.pid,
            restarts=r.restarts,
            ended=r.ended,
        )
        for r in hub.state.roles.values()
    ]
    if request.memory:
        for process in own:
            process.memory_bytes = memory_bytes(process.pid) if process.pid else 0
    return own


def _problem(hub: Keyhole) -> str:
    """Return what is wrong with the settings file; empty = nothing."""
    try:
        _ = hub.config
    except DaebugError as error:
        return error.text
    return ""


def _commands(hub: Keyhole) -> list[Running]:
    """Return the commands that are not answered yet, without this one's kind."""
    return [
        Running(id=j.id, command=j.text, client=j.client, seconds=j.seconds)
        for j in hub.state.jobs.values()
        if j.state == "accepted" and not j.text.startswith("status")
    ]


def render(reply: Reply, look: Look) -> str:
    """Return it as text."""
    lines = [
        f"daebug {reply.version}, up {reply.seconds:g} s in {reply.folder}",
        "processes:",
        *(f"  {_process(p)}" for p in reply.processes),
    ]
    if reply.adapters:
        lines += ["adapters:", *(f"  {_process(p)}" for p in reply.adapters)]
    lines += ["sessions:", *(f"  {line(s, look)}" for s in reply.sessions)]
    if not reply.sessions:
        lines.append("  none; start one: daebug start ./prog")
    if reply.roots:
        lines.append("roots:")
        lines += [f"  {root.path}  {root.url}  {root.live} live" for root in reply.roots]
    if reply.terminals:
        lines.append(f"terminals: {', '.join(reply.terminals)}  (daebug term list)")
    if reply.commands:
        lines.append("waiting commands:")
        lines += [
            f"  #{c.id} daebug {c.command}  (for {c.seconds:g} s, client {c.client})"
            for c in reply.commands
        ]
    lines.append(f"settings: {reply.settings}")
    if reply.problem:
        lines.append(look.paint(f"  wrong: {reply.problem} ", "red"))
    lines.append(f"logs: {reply.logs}")
    return "\n".join(lines) + "\n"


def _process(item: Process) -> str:
    """Return one process as a line."""
    parts = [f"{item.name:<9} {item.state}"]
    if item.pid:
        parts.append(f"pid {item.pid}")
    if item.restarts:
        parts.append(f"died {item.restarts} times, last by {item.ended}")
    if item.memory_bytes:
        parts.append(f"{item.memory_bytes / 1e6:.0f} MB")
    return "  ".join(parts)
