"""Programs that the role started: how each is started, and who is told of its end.

One SIGCHLD handler waits for all, and for the orphans that the role adopted, so
that nothing stays a zombie.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import shutil
import signal
import struct
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence

#: Where a program's input comes from, by name, and the descriptor of its output; ``None`` =
#: both are the terminal that is named.
Streams = tuple[str, int | None]

#: Signals that a shell without job control, nohup or Python had us ignore; a program would
#: inherit that, and Ctrl-C, say, would do nothing.
_RESET = ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGPIPE", "SIGXFSZ")


class Children:
    """All programs of the role, by process id."""

    def __init__(self) -> None:
        """Wait for children from now on."""
        self._ended: dict[int, Callable[[int], None]] = {}
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self.reap)

    @property
    def pids(self) -> set[int]:
        """The programs that run."""
        return set(self._ended)

    def start(
        self,
        words: Sequence[str],
        *,
        cwd: str,
        env: Mapping[str, str],
        streams: Streams,
        ended: Callable[[int], None],
    ) -> int:
        """Start a program as the leader of a session; return its process id.

        ``ended`` is called with its return code, negative for a signal.

        Raises:
            OSError: it could not be started.
        """
        with _inside(cwd):
            path = _found(words[0], env)
            try:
                pid = _spawned(path, words, env, streams)
            except OSError as error:
                if error.errno != errno.ENOEXEC:
                    raise
                # A script that names no interpreter is the shell's, as execvp(3) has it.
                pid = _spawned("/bin/sh", ["sh", path, *words[1:]], env, streams)
        self._ended[pid] = ended
        return pid

    def reap(self) -> None:
        """Wait for all that ended, and tell whose it was."""
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            _, status = os.waitpid(found.si_pid, 0)
            # Others are orphans that we adopted.
            if ended := self._ended.pop(found.si_pid, None):
                ended(os.waitstatus_to_exitcode(status))

    def close(self) -> None:
        """Leave the signal alone."""
        asyncio.get_running_loop().remove_signal_handler(signal.SIGCHLD)


def resize(fd: int, cols: int, rows: int) -> None:
    """Tell the terminal its size; its program gets SIGWINCH.  ioctl_tty(2), TIOCSWINSZ."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


@contextlib.contextmanager
def _inside(folder: str) -> Iterator[None]:
    """Be in ``folder`` meanwhile: this process has one thread, which waits for nothing here."""
    here = os.open(".", getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.chdir(folder)
        yield
    finally:
        os.fchdir(here)
        os.close(here)


def _found(program: str, env: Mapping[str, str]) -> str:
    """Return the path of ``program``, looked for in ``PATH`` as of ``env``.

    Raises:
        FileNotFoundError: it is in none of its folders.
    """
    if "/" in program:
        return program
    path = shutil.which(program, path=env.get("PATH", os.defpath))
    if path is None:
        raise FileNotFoundError(errno.ENOENT, "it is not found in PATH")
    return path


def _spawned(path: str, words: Sequence[str], env: Mapping[str, str], streams: Streams) -> int:
    """Start a process that leads a session of its own; return its id."""
    source, output = streams
    # The first terminal that the leader of a session opens controls the session (termios(3)).
    # Files are opened after setsid(2).  Those of ours are closed at exec (PEP 446).
    opened = [
        (os.POSIX_SPAWN_OPEN, 0, source, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0 if output is None else output, 1),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(
        path,
        list(words),
        env,
        file_actions=opened,
        setsid=True,
        setsigmask=[],
        setsigdef=[getattr(signal, name) for name in _RESET],
    )
