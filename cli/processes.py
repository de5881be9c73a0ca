"""The composition root: which function is which role, and how the daemon comes up.

Only this module knows daemon and adapters both.  Roles are forked by the zygote;
where there is no fork (Windows) only this first process starts and the roles
do not: that part is missing there.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from ..daemon import claim
from ..daemon.claim import Claim

#: ``module:function`` of each role, by its name.
ROLES = {
    "hub": "daebug.daemon.process:run",
    "bridge": "daebug.adapters.bridge:run",
    "watcher": "daebug.daemon.watcher.process:run",
    "gateway": "daebug.daemon.gateway.process:run",
    "terminals": "daebug.daemon.terminals.process:run",
}

#: A daemon that is leaving gives its place up within this many seconds.
LEAVING_S = 8.0


def main(folder: str, ready_fd: int) -> None:
    """Be the daemon of ``folder``; return when it is over.

    ``ready_fd`` gets b"R" once the socket listens, before the heavy imports; or
    the reason why it never will.
    """
    try:
        claimed = _claim(folder)
    except Exception as error:  # noqa: BLE001 - told to the client, whose question it is
        _refuse(ready_fd, folder, error)
        return
    os.write(ready_fd, b"R")
    os.close(ready_fd)
    try:
        gc.disable()  # collecting while a hundred modules load costs 12 ms and finds nothing
        with _without_tls():
            from ..daemon import zygote  # 80 ms of imports, asyncio's among them
            from ..protocol import places

        zygote.main(claimed, ROLES, places.config_file(os.environ))
    except Exception:
        _log_traceback()
        raise


@contextlib.contextmanager
def _without_tls() -> Iterator[None]:
    """Let asyncio load without ``ssl``, as it does on a Python built without it.

    It costs 6 ms and 3 MB; the daemon speaks on 127.0.0.1 and Unix sockets only.
    """
    absent: Any = None
    before = sys.modules.get("ssl")
    if before is None:
        sys.modules["ssl"] = absent
    try:
        yield
    finally:
        if before is None:
            sys.modules.pop("ssl", None)


def _claim(folder: str) -> Claim:
    """Claim ``folder``; wait for a daemon that is leaving it.

    Raises:
        claim.Busy: the other daemon stays.
        OSError: the folder can't be written.
    """
    try:
        return claim.claim(folder)
    except claim.Busy:
        _wait_for_lock(folder)
        return claim.claim(folder)


def _wait_for_lock(folder: str) -> None:
    """Sleep until the daemon that holds the lock is gone, at most ``LEAVING_S``."""
    if sys.platform == "win32":
        return
    import fcntl  # absent on Windows

    fd = os.open(os.path.join(folder, "daebug.pid"), os.O_RDWR)
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, LEAVING_S)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
    except TimeoutError:
        return  # the claim that follows says who holds it
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        os.close(fd)


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    """End the wait in ``flock``."""
    raise TimeoutError


def _refuse(ready_fd: int, folder: str, error: Exception) -> None:
    """Tell the first client why there is no daemon."""
    from ..protocol.errors.daemon import CantWrite, NotStarted, Unreachable  # only on failure
    from . import refusal

    match error:
        case claim.Busy():
            told = refusal.words(Unreachable(folder=folder, pid=_holder(folder)))
        case OSError():
            told = refusal.words(CantWrite(path=error.filename or folder, why=str(error.strerror)))
        case _:
            _log_traceback()
            told = refusal.words(NotStarted(why=f"{type(error).__name__}: {error}"))
    os.write(ready_fd, told[:4096])


def _holder(folder: str) -> str:
    """Return the pid in the pidfile, or ``?``."""
    try:
        with open(os.path.join(folder, "daebug.pid"), encoding="ascii") as file:
            return file.read().strip() or "?"
    except (OSError, ValueError):
        return "?"


def _log_traceback() -> None:
    """Append the current exception to ``zygote.log``: there is no logging yet, or no more."""
    import traceback  # tokenize and re: only on failure

    from ..protocol import places

    folder = places.log_folder(os.environ)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "zygote.log").open("a", encoding="utf-8") as file:
        traceback.print_exc(file=file)
