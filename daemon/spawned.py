"""A role started as a program of its own, where there is no fork.

Windows has none, and ``DAEBUG_NO_FORK=1`` chooses this way anywhere.  The new
process reads what a forked one would have inherited from its standard input:
its surroundings, and the sockets, by number or (Windows) as shared handles.
"""

from __future__ import annotations

import os
import socket as sockets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..protocol import framing
from ..protocol.config import Config
from ..protocol.role import Surroundings
from . import role

#: Chooses this way where fork could be had.
VARIABLE = "DAEBUG_NO_FORK"

#: What the new interpreter runs; its first argument is the folder that holds the package.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from daebug.daemon.spawned import main; sys.exit(main())"
)


class Birth(msgspec.Struct, frozen=True):
    """All that the new process must know."""

    role: str
    folder: str
    config: Config
    env: dict[str, str]
    entry: str
    parent: int
    #: Descriptors by name, or handles as ``socket.share`` wrote them.
    fds: dict[str, int] = {}
    shared: dict[str, bytes] = {}


def wanted() -> bool:
    """Whether roles are to be started this way."""
    return not hasattr(os, "fork") or bool(os.environ.get(VARIABLE))


def start(
    around: Surroundings, entry: str, given: Mapping[str, sockets.socket]
) -> subprocess.Popen[bytes]:
    """Start ``entry`` (``module:function``) with the sockets ``given``; return its process."""
    package = str(Path(__file__).absolute().parents[2])
    fds = {name: socket.fileno() for name, socket in given.items()}
    process = subprocess.Popen(
        [sys.executable, "-E", "-P", "-c", CHILD, package],
        stdin=subprocess.PIPE,
        pass_fds=[] if sys.platform == "win32" else list(fds.values()),
    )
    birth = Birth(
        role=around.role,
        folder=str(around.folder),
        config=around.config,
        env=around.env,
        entry=entry,
        parent=os.getpid(),
        fds={} if sys.platform == "win32" else fds,
        shared=_shares(given, process.pid),
    )
    assert process.stdin is not None
    process.stdin.write(framing.frame(msgspec.msgpack.encode(birth)))
    process.stdin.close()
    return process


def main() -> int:
    """Be the role that standard input describes; return its exit status."""
    body = framing.Framer().feed(sys.stdin.buffer.read())[0]
    birth = msgspec.msgpack.decode(body, type=Birth)
    fds = {name: _adopted(data) for name, data in birth.shared.items()} or birth.fds
    around = Surroundings(
        role=birth.role,
        folder=Path(birth.folder),
        config=birth.config,
        env=birth.env,
        fds=fds,
    )
    return role.enter(around, birth.entry, birth.parent)


def _shares(given: Mapping[str, sockets.socket], pid: int) -> dict[str, bytes]:
    """Return sockets in the form that process ``pid`` can adopt; Windows only."""
    if sys.platform != "win32":
        return {}
    return {name: socket.share(pid) for name, socket in given.items()}


def _adopted(data: bytes) -> int:
    """Return the descriptor of a shared socket; Windows only."""
    if sys.platform != "win32":
        return -1
    return sockets.fromshare(data).detach()
