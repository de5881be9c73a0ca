"""Programs that the role started: how each is started, and who is told of its end.

One SIGCHLD handler waits for all, and for the orphans that the role adopted, so
that nothing stays a zombie.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence

#: Opens the terminal by name: a session's leader that does so gets it as its controlling
#: terminal (termios(3)); then becomes the program.  ``$0`` is the terminal.
_ENTER = 'exec "$@" <"$0" >"$0" 2>&1'

#: Signals that a shell without job control, or nohup, may have had us ignore; a program
#: would inherit that, and Ctrl-C would do nothing.
_INHERITED = ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGPIPE")


class Children:
    """All programs of the role, by process id."""

    def __init__(self) -> None:
        """Wait for children from now on."""
        self._ended: dict[int, tuple[subprocess.Popen[bytes], Callable[[int], None]]] = {}
        for name in _INHERITED:
            number = getattr(signal, name)
            if signal.getsignal(number) is signal.SIG_IGN:
                # A handler is reset when a program starts, and an ignored signal is not.
                signal.signal(number, lambda *_: None)
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
        streams: tuple[int, int],
        ended: Callable[[int], None],
    ) -> int:
        """Start a program as the leader of a session; return its process id.

        ``streams`` are its input and its output; ``ended`` is called with its return code,
        negative for a signal.

        Raises:
            OSError: it could not be started.
        """
        child = subprocess.Popen(
            words,
            cwd=cwd,
            env=dict(env),
            stdin=streams[0],
            stdout=streams[1],
            stderr=streams[1],
            start_new_session=True,
            close_fds=False,  # ours are closed at exec anyway (PEP 446)
        )
        self._ended[child.pid] = (child, ended)
        return child.pid

    def reap(self) -> None:
        """Wait for all that ended, and tell whose it was."""
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            known = self._ended.pop(found.si_pid, None)
            if known is None:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(found.si_pid, 0)  # an orphan that we adopted
                continue
            child, ended = known
            ended(child.wait())

    def close(self) -> None:
        """Leave the signal alone."""
        asyncio.get_running_loop().remove_signal_handler(signal.SIGCHLD)


def inside(tty: str, words: Sequence[str]) -> list[str]:
    """Return ``words`` so that ``tty`` becomes their controlling terminal."""
    return ["/bin/sh", "-c", _ENTER, tty, *words]


def resize(fd: int, cols: int, rows: int) -> None:
    """Tell the terminal its size; its program gets SIGWINCH.  ioctl_tty(2), TIOCSWINSZ."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
