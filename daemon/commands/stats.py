"""Show what the daemon's processes and the machine use now.

CPU time is what each process used since the last `daebug stats`, or since it
started, in per cent of one core.

Examples:
  daebug stats
  daebug stats --json
"""

from __future__ import annotations

import msgspec

from ..keyhole import Keyhole
from ..look import Look
from ..workspace.usage import Machine, Used

TOPIC = "daemon"

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Tree(msgspec.Struct, kw_only=True):
    """A list of files that is kept."""

    root: str
    files: int


class Reply(msgspec.Struct, kw_only=True):
    """Processes, the machine, and what is kept in memory."""

    processes: list[Used]
    #: Sum over the processes; memory that two share counts twice.
    cpu_percent: float
    memory_bytes: int
    machine: Machine
    trees: list[Tree]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Measure."""
    processes, machine = hub.workspace.usage.measured(hub.state)
    return Reply(
        processes=processes,
        cpu_percent=round(sum(one.cpu_percent for one in processes), 1),
        memory_bytes=sum(one.memory_bytes for one in processes),
        machine=machine,
        trees=[Tree(root=one.root, files=len(one.files)) for one in hub.trees.kept],
    )


def render(reply: Reply, look: Look) -> str:
    """Return a line a process."""
    lines = [f"{'process':<12}{'pid':>8}{'cpu':>8}{'memory':>10}"]
    lines += [
        f"{one.name:<12}{one.pid:>8}{one.cpu_percent:>7.1f}%{one.memory_bytes / 1e6:>7.0f} MB"
        for one in reply.processes
    ]
    lines.append(f"{'all':<20}{reply.cpu_percent:>7.1f}%{reply.memory_bytes / 1e6:>7.0f} MB")
    machine = reply.machine
    lines.append(
        f"machine: {machine.cpus} cpus, load {machine.load:.2f}, "
        f"{machine.memory_used_bytes / 1e9:.1f} of {machine.memory_bytes / 1e9:.1f} GB used"
    )
    lines += [f"files of {tree.root}: {tree.files}" for tree in reply.trees]
    return "".join(f"{line}\n" for line in lines)
