"""The zygote: parent of every role, single-threaded, always warm.

It imports what the roles need, freezes it, and forks: so the roles share
memory and a crashed one is back in milliseconds.  It makes no thread, no event
loop and no ZeroMQ context, because none of these survive a fork.  It waits for
four things in one ``select``: a child's pidfd, the hub's pipe, SIGTERM, and
the time to fork a crashed role again.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import signal
import socket as sockets
import time
from collections.abc import Mapping
from pathlib import Path

from ..protocol import framing, states, supervision
from ..protocol.config import Config
from ..protocol.errors import DaebugError
from ..protocol.role import Surroundings
from ..protocol.supervision import Leave, RoleDied, RoleForked, StartRole
from . import children, role, settings, spawned
from .children import Child
from .claim import Claim

#: First wait before a crashed role is forked again, doubled each time, and its bound.
BACKOFF_S, BACKOFF_MAX_S = 0.02, 5.0

#: A role that lived this long starts again without a longer wait.
SETTLED_S = 10.0

#: What the hub imports with its first command; here it is imported once for all hubs.
FIRST = ("manual",)

#: Roles get this long to end by themselves before SIGKILL.
GRACE_S = 4.0


def main(claimed: Claim, roles: Mapping[str, str], config_path: Path) -> None:
    """Fork the hub, keep the roles alive, return when the daemon is over."""
    try:
        config = settings.load(config_path)
    except DaebugError:
        config = Config()  # the hub reads it again and tells whoever asks
    for entry in (roles["hub"], *(f"{__package__}.{module}" for module in FIRST)):
        _warm(entry)
    gc.freeze()
    zygote = Zygote(claimed, roles, config)
    zygote.fork("hub")
    role.name("zygote")
    for entry in (*roles.values(), f"{__package__}.hub_bus"):
        _warm(entry)
    gc.freeze()
    gc.enable()
    zygote.watch()


def _warm(entry: str) -> None:
    """Import the module of ``entry`` (``module:function``), so that what is forked has it."""
    importlib.import_module(entry.partition(":")[0])


class Zygote:
    """The children and the pipe to the hub."""

    def __init__(self, claimed: Claim, roles: Mapping[str, str], config: Config) -> None:
        """Know ``roles`` (name -> ``module:function``); none runs yet."""
        self._claim = claimed
        self._roles = roles
        self._config = config
        self._children = {name: Child(name) for name in roles}
        self._selector = selectors.DefaultSelector()
        self._pipe: sockets.socket | None = None
        self._framer = framing.Framer()
        self._leaving: tuple[bytes, list[int]] | None = None
        self._wake, self._waker = sockets.socketpair()
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._selector.register(self._wake, selectors.EVENT_READ, self._signalled)

    def fork(self, name: str) -> None:
        """Fork role ``name``; in the child this does not return."""
        child = self._children[name]
        if child.state not in ("absent", "waiting"):
            return
        leash, held = sockets.socketpair()
        given = {"leash": held}
        ours: sockets.socket | None = None
        if name == "hub":
            ours, theirs = sockets.socketpair()
            given |= {"listener": self._claim.listener, "zygote": theirs}
        if spawned.wanted():
            process = spawned.start(self._around(name, {}), self._roles[name], given)
            child.forked(process.pid, leash, process)
        else:
            child.forked(self._fork(name, given), leash)
        self._selector.register(child.pidfd, selectors.EVENT_READ, lambda: self._died(child))
        held.close()
        if ours is None:
            self._report(RoleForked(name, child.pid))
            return
        given["zygote"].close()
        self._listen(ours)

    def watch(self) -> None:
        """Serve until the hub leaves or ends cleanly; then end everything."""
        while self._leaving is None:
            for key, _ in self._selector.select(self._pause()):
                key.data()
            for child in self._children.values():
                if child.due(time.monotonic()):
                    self.fork(child.name)
        self._end()

    def _fork(self, name: str, given: Mapping[str, sockets.socket]) -> int:
        """Fork; in the child be role ``name``: drop what is the zygote's, run, exit."""
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        status = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._selector.close()
            if self._pipe is not None:
                self._pipe.close()
            if "listener" not in given:
                self._claim.listener.close()
            fds = {name: socket.fileno() for name, socket in given.items()}
            status = role.enter(self._around(name, fds), self._roles[name], parent)
        finally:
            os._exit(status)

    def _around(self, name: str, fds: dict[str, int]) -> Surroundings:
        """Return what role ``name`` is given."""
        return Surroundings(
            role=name,
            folder=Path(self._claim.folder),
            config=self._config,
            env=dict(os.environ),
            fds=fds,
        )

    def _listen(self, pipe: sockets.socket) -> None:
        """Talk with the new hub; the old one's pipe is closed."""
        if self._pipe is not None:
            self._selector.unregister(self._pipe)
            self._pipe.close()
        pipe.setblocking(False)
        self._pipe, self._framer = pipe, framing.Framer()
        self._selector.register(pipe, selectors.EVENT_READ, self._asked)

    def _asked(self) -> None:
        """Do what the hub asks."""
        assert self._pipe is not None
        data, fds, _, _ = sockets.recv_fds(self._pipe, 65536, 4)
        if not data:
            self._selector.unregister(self._pipe)
            self._pipe.close()
            self._pipe = None
            return
        for body in self._framer.feed(data):
            match supervision.request(body):
                case StartRole(name) if name in self._children:
                    self.fork(name)
                case Leave(farewell):
                    self._leaving = (farewell, fds)
                case _:
                    pass

    def _died(self, child: Child) -> None:
        """A child ended: tell the hub, and plan its return."""
        self._selector.unregister(child.pidfd)
        lived_s = child.lived_s()
        how, clean = child.reap()
        if child.name == "hub":
            if clean:
                self._leaving = self._leaving or (b"", [])
            else:
                # The other roles belong to the hub that died: their sessions are
                # ended by themselves, and the new hub finds a clean house.
                children.end([c for c in self._children.values() if c.name != "hub"], GRACE_S)
                self._forget()
        child.plan(0 if lived_s > SETTLED_S else child.crashes, BACKOFF_S, BACKOFF_MAX_S)
        if child.name != "hub":
            wait = child.again_at - time.monotonic()
            self._report(RoleDied(child.name, child.last_pid, how, max(wait, 0.0)))

    def _forget(self) -> None:
        """Forget the roles that went with the hub; they come back on need."""
        for child in self._children.values():
            if child.name != "hub" and child.state in ("starting", "up"):
                self._selector.unregister(child.pidfd)
                child.reap()
                child.state = states.advance(states.PROCESS, child.state, "stopped")

    def _report(self, message: RoleForked | RoleDied) -> None:
        """Tell the hub, if there is one."""
        if self._pipe is not None:
            try:
                self._pipe.send(framing.frame(supervision.encode(message)))
            except OSError:
                return  # it is dying; its pidfd will say so

    def _signalled(self) -> None:
        """SIGTERM: pass it to the hub, whose end ends us."""
        self._wake.recv(100)
        hub = self._children["hub"]
        if hub.state in ("starting", "up"):
            hub.signal(signal.SIGTERM)
        else:
            self._leaving = self._leaving or (b"", [])

    def _pause(self) -> float | None:
        """Return the seconds until a role is due; ``None`` = nothing to wait for."""
        due = [c.again_at for c in self._children.values() if c.state == "waiting"]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _end(self) -> None:
        """End every role, give the place up, say farewell last."""
        assert self._leaving is not None
        farewell, fds = self._leaving
        # The hub first: it ends the others in good order.  Ended together, the bridge
        # may be gone before the hub's order reaches it, and the hub waits for an answer.
        hub = self._children["hub"]
        children.end([hub], GRACE_S + 1)
        children.end([c for c in self._children.values() if c is not hub], GRACE_S)
        self._claim.release()
        for fd in fds:
            _say(fd, farewell)


def _say(fd: int, farewell: bytes) -> None:
    """Write the last words to a client that may be gone."""
    connection = sockets.socket(fileno=fd)
    connection.settimeout(1.0)
    try:
        connection.sendall(farewell)
    except OSError:
        return
    finally:
        connection.close()
