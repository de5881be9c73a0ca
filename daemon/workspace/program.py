"""A short program, run to its end: what it wrote, within bounds, and how it ended.

With few turns of the event loop: ``asyncio``'s own processes take a thread and
half a millisecond each, a third of what git needs for a small repository.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import offload

#: Bytes of one read: what a pipe holds.
READ_BYTES = 1 << 16

#: Seconds after which a program's output is read while it runs.  Until then it fits into the
#: pipe: one that is quicker is heard once, at its end, which on a busy machine counts.
QUICK_S = 0.005

#: Bytes that are kept of what it says to standard error.
ERROR_BYTES = 1 << 16

#: Signals that the daemon ignores; a program would inherit that.
_RESET = (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ)


@dataclass(frozen=True)
class Written:
    """What a program wrote, and how it ended."""

    out: bytes
    err: bytes
    #: Exit status; negative for a signal.
    code: int
    #: There was more output than was to be kept.
    cut: bool


async def run(
    path: str, words: Sequence[str], env: Mapping[str, str], *, most_bytes: int, timeout_s: float
) -> Written:
    """Run the program at ``path`` as ``words``, in a session of its own and with no input.

    Raises:
        OSError, ValueError: it can't be started.
        TimeoutError: it was ended, with all of its process group.
    """
    with (
        contextlib.closing(_Pipe(most_bytes)) as out,
        contextlib.closing(_Pipe(ERROR_BYTES)) as err,
    ):
        pid = _spawned(path, words, env, out, err)
        code, over = None, False
        late = asyncio.get_running_loop().call_later(QUICK_S, _listen, out, err)
        try:
            async with asyncio.timeout(timeout_s):
                code = await _ended(pid)
                await out.read()
                await err.read()
                over = True
        finally:
            late.cancel()
            if not over:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
            if code is None:
                await offload.outlived(asyncio.ensure_future(_ended(pid)))
    return Written(b"".join(out.pieces), b"".join(err.pieces), code, out.cut)


class _Pipe:
    """One output of a program."""

    def __init__(self, most_bytes: int) -> None:
        """Keep the first ``most_bytes``."""
        self._most, self._size = most_bytes, 0
        self.pieces: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self._over = self._loop.create_future()
        self._ours, self.theirs = os.pipe()
        os.set_blocking(self._ours, False)

    @property
    def cut(self) -> bool:
        """Whether there was more."""
        return self._size > self._most

    def listen(self) -> None:
        """Take from now on what comes, so that the program does not wait for room."""
        if not self._over.done():
            self._loop.add_reader(self._ours, self._readable)

    async def read(self) -> None:
        """Return at the end of the output."""
        while not self._over.done():
            if not self._readable():
                self.listen()  # somebody else has it open still
                await self._over

    def close(self) -> None:
        """Read no more."""
        self.started()
        if self._ours >= 0:
            self._loop.remove_reader(self._ours)
            os.close(self._ours)
            self._ours = -1
        self._over.cancel()

    def started(self) -> None:
        """Close the program's end, which it has by now."""
        if self.theirs >= 0:
            os.close(self.theirs)
            self.theirs = -1

    def _readable(self) -> bool:
        """Take a piece of what is there, or see the end; tell whether there was either."""
        try:
            piece = os.read(self._ours, READ_BYTES)
        except BlockingIOError:
            return False
        if piece:
            self.pieces.append(piece[: max(0, self._most - self._size)])
            self._size += len(piece)
        else:
            self._loop.remove_reader(self._ours)
            if not self._over.done():
                self._over.set_result(None)
        return True


def _listen(*pipes: _Pipe) -> None:
    """Take from now on what comes through ``pipes``."""
    for pipe in pipes:
        pipe.listen()


def _spawned(
    path: str, words: Sequence[str], env: Mapping[str, str], out: _Pipe, err: _Pipe
) -> int:
    """Start the program; return its process id."""
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, out.theirs, 1),
        (os.POSIX_SPAWN_DUP2, err.theirs, 2),
    ]
    pid = os.posix_spawn(
        path, list(words), env, file_actions=files, setsid=True, setsigmask=[], setsigdef=_RESET
    )
    out.started()
    err.started()
    return pid


async def _ended(pid: int) -> int:
    """Return how the process ended, as soon as it has."""
    code = _reaped(pid, os.WNOHANG)
    if code is not None:
        return code
    if not hasattr(os, "pidfd_open"):
        return await asyncio.to_thread(_reaped, pid) or 0
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    fd = os.pidfd_open(pid)
    loop.add_reader(fd, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(fd)
        os.close(fd)
    return _reaped(pid) or 0


def _reaped(pid: int, how: int = 0) -> int | None:
    """Return how the process ended; none if it runs and is not to be waited for."""
    found, status = os.waitpid(pid, how)
    return os.waitstatus_to_exitcode(status) if found else None
