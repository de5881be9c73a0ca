"""Roles that do next to nothing, to be forked by a real zygote; each tells what it does."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

from daebug.daemon.supervise import Supervision
from daebug.protocol.role import Surroundings
from daebug.protocol.supervision import Report, RoleDied, RoleForked
from tests.arrivals import MS


def tell(around: Surroundings, what: str) -> None:
    """Add a line to what was told; whoever tells first stands first."""
    with (around.folder / "told").open("a") as file:
        file.write(what + "\n")


def told(around: Surroundings) -> list[str]:
    """Return what was told so far."""
    path = around.folder / "told"
    return path.read_text().splitlines() if path.exists() else []


async def bridge(around: Surroundings, stop: asyncio.Event) -> None:
    """Wait to be ended."""
    await stop.wait()
    tell(around, "bridge ends")


async def leaves(around: Surroundings, stop: asyncio.Event) -> None:
    """Have the bridge forked, ask for the end of all, take a while to end."""

    def reported(report: Report) -> None:
        if isinstance(report, RoleForked):
            zygote.leave(b"", None)

    zygote = Supervision(socket.socket(fileno=around.fds["zygote"]), reported)
    zygote.start("bridge")
    await stop.wait()
    await _a_while()
    tell(around, "hub ends")


async def kills(around: Surroundings, stop: asyncio.Event) -> None:
    """Kill the bridge once, and ask for the end when it is back."""

    def reported(report: Report) -> None:
        match report:
            case RoleForked(_, pid) if not told(around):
                tell(around, "bridge is there")
                os.kill(pid, signal.SIGKILL)
            case RoleForked():
                tell(around, "bridge is back")
                zygote.leave(b"", None)
            case RoleDied(_, _, how):
                tell(around, f"bridge died of {how}")

    zygote = Supervision(socket.socket(fileno=around.fds["zygote"]), reported)
    zygote.start("bridge")
    await stop.wait()


async def falls(around: Surroundings, stop: asyncio.Event) -> None:
    """Die at the first life, ask for the end in the second."""
    tell(around, "hub starts")
    if len(told(around)) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    Supervision(socket.socket(fileno=around.fds["zygote"]), lambda _: None).leave(b"", None)
    await stop.wait()


async def _a_while() -> None:
    """Return after a time in which the others would have ended, had they been asked to."""
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 200 * MS)
    except TimeoutError:
        return
