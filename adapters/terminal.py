r"""Terminals and pipes for a debuggee, and a program started inside a terminal.

Terminals are raw on output and silent on input: ``\n`` stays ``\n`` and nothing
that we write comes back as if the program had written it.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

#: Makes its standard input the controlling terminal, then becomes the program.
#: ``login_tty`` is login_tty(3): new session, controlling terminal, three descriptors.
_ENTER = "import os,sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"


class Terminal(msgspec.Struct, frozen=True):
    """A pseudo-terminal: our side, the program's side, and its name."""

    ours: int
    theirs: int
    path: str


def terminal() -> Terminal:
    """Return a new terminal; the caller closes both sides."""
    ours, theirs = os.openpty()
    mode = termios.tcgetattr(theirs)
    mode[1] &= ~termios.OPOST
    mode[3] &= ~(termios.ECHO | termios.ECHONL)
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    return Terminal(ours, theirs, os.ttyname(theirs))


def fifo(folder: Path, number: int) -> tuple[int, Path]:
    """Return a new FIFO, open on both sides so that nobody waits, and its path.

    The caller removes the path once the other side is open.
    """
    path = folder / f"stdin-{os.getpid()}-{number}.fifo"
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC), path


def spawn(
    command: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
    streams: tuple[int, int, int],
) -> subprocess.Popen[bytes]:
    """Start a debuggee in a session of its own, on three descriptors.

    Raises:
        OSError: it could not be started.
    """
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        command,
        cwd=cwd or None,
        env=dict(env),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )


def inside(command: Sequence[str]) -> list[str]:
    """Return ``command`` so that its standard input becomes its controlling terminal."""
    return [sys.executable, "-I", "-S", "-c", _ENTER, *command]


@functools.cache
def untouched() -> str:
    """Return the command that starts a program with SIGPIPE at its default, as a shell would.

    What an adapter starts has it ignored, because we start adapters so.
    """
    env, default = "/usr/bin/env", "--default-signal=PIPE"
    done = subprocess.run([env, default, "true"], capture_output=True, check=False)
    return f"{env} {default}" if done.returncode == 0 else env
