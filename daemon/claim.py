"""Become the only daemon of a runtime folder: lock, then bind, before any import.

Only modules of the operating system are imported here: the first command waits
for this part, and the kernel queues its connection while the rest loads.
"""

from __future__ import annotations

import os
import socket as sockets
import sys

#: Connections that wait in the kernel while the hub starts or is started again.
BACKLOG = 128


class Busy(OSError):
    """Another daemon holds the lock of this folder; connect to it."""


class Claim:
    """The lock and the listening socket; held for the daemon's whole life."""

    def __init__(self, folder: str, lock_fd: int, listener: sockets.socket) -> None:
        """Keep what was claimed in ``folder``."""
        self.folder = folder
        self.lock_fd = lock_fd
        self.listener = listener

    def release(self) -> None:
        """Give the place up: remove the socket first, so that nobody connects to a corpse."""
        path = os.path.join(self.folder, "hub.sock")
        if os.path.exists(path):
            os.unlink(path)
        self.listener.close()
        os.close(self.lock_fd)


def claim(folder: str) -> Claim:
    """Lock ``folder``'s pidfile, write our pid, bind and listen.

    The lock frees itself when the process dies, however it dies, so a stale
    pidfile or socket never blocks a start: who holds the lock may replace both.

    Raises:
        Busy: another daemon lives there.
        OSError: the folder can't be written.
    """
    lock_fd = os.open(
        os.path.join(folder, "daebug.pid"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
    )
    try:
        _lock(lock_fd)
    except OSError as error:
        os.close(lock_fd)
        raise Busy(*error.args) from error
    os.ftruncate(lock_fd, 0)
    os.write(lock_fd, b"%d\n" % os.getpid())
    return Claim(folder, lock_fd, _listen(folder))


def _lock(fd: int) -> None:
    """Lock the file behind ``fd`` for us alone, without waiting."""
    if sys.platform == "win32":
        import msvcrt  # this system's only lock

        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        return
    import fcntl  # absent on Windows

    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _listen(folder: str) -> sockets.socket:
    """Return a listening socket only this user may connect to."""
    if sys.platform == "win32":
        return _listen_on_loopback(folder)
    path = os.path.join(folder, "hub.sock")
    if os.path.lexists(path):
        os.unlink(path)
    listener = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(before)
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def _listen_on_loopback(folder: str) -> sockets.socket:
    """Listen on 127.0.0.1 and leave port and token where only this user reads them."""
    listener = sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    fd = os.open(os.path.join(folder, "hub.token"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(f"{listener.getsockname()[1]} {os.urandom(32).hex()}\n")
    return listener
