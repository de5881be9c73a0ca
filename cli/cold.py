"""The cold start: make the runtime folder, start one daemon, wait until it listens.

However many first commands come at once, a lock lets one of them start the
daemon; the rest wait for the lock and find it running.  The daemon tells by a
byte on an inherited pipe that it listens, which it does before its heavy
imports: the kernel keeps our connection until it is ready to serve.

A client that runs isolated from the caller's Python settings (the launcher
starts it so) forks the daemon out of itself, the cheapest way; else a fresh
isolated interpreter is started, so that no ``PYTHONPATH`` gets into the daemon.

The person at the terminal waits for these imports, so the error catalogue
(``re``, ``importlib``) is imported only where something has gone wrong.
"""

from __future__ import annotations

import _socket
import os
import select
import sys

from . import thin

#: A daemon that does not listen after this many seconds never will (it takes 0.04).
START_S = 10.0

#: unix(7): a socket's path has 108 bytes (104 on macOS), and the longest name in
#: the folder is 12 long.
LONGEST_FOLDER = 90

#: What a fresh interpreter runs: the package may lie where it does not look by itself.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from daebug.cli.cold import daemon; daemon(sys.argv[2], int(sys.argv[3]))"
)

#: Signals that a shell or ``nohup`` may have switched off in the caller.
_RESTORED = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGCHLD", "SIGPIPE")


def connection(folder: str) -> _socket.socket:
    """Return a connection to the daemon of ``folder``, started now if there is none.

    Raises:
        UnsafePlace: the folder can't be made, or others may enter it.
        CantWrite: no file can be made in it.
        NotStarted: the daemon did not come up; ``why`` holds its last words.
    """
    make_folder(folder)
    if sys.platform == "win32":
        from .loopback import start_process  # another way to start and to talk

        start_process(folder, CHILD, START_S)
        return _connected(folder)
    import fcntl  # absent on Windows

    path = f"{folder}/start.lock"
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        from ..protocol.errors.daemon import CantWrite

        raise CantWrite(path=path, why=error.strerror) from error
    try:
        # No deadline of its own: whoever holds it leaves within START_S or dies.
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = thin.connect(folder)
        if found is not None:
            return found
        _start(folder)
        return _connected(folder)
    finally:
        os.close(lock)


def make_folder(folder: str) -> None:
    """Make the runtime folder, mode 0700.

    Raises:
        UnsafePlace: it can't be made, is no folder, or is not ours alone.
    """
    why = _unmade(folder)
    if why:
        from ..protocol.errors.daemon import UnsafePlace

        owner = "you" if sys.platform == "win32" else os.getuid()
        raise UnsafePlace(path=folder, owner=owner, why=why)


def _unmade(folder: str) -> str:
    """Make the folder; return what is wrong with it, or nothing."""
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        return f"its path is over {LONGEST_FOLDER} bytes, too long for a socket"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        status = os.lstat(folder)
    except OSError as error:
        return f"it can't be made ({error.strerror})"
    if sys.platform == "win32" or thin.ours(status):
        return ""
    if status.st_mode & 0o170000 != 0o040000:
        return "it is no folder"
    if status.st_uid != os.getuid():
        return f"it belongs to user {status.st_uid}"
    return f"its mode is {status.st_mode & 0o777:04o}"


def daemon(folder: str, ready_fd: int) -> None:
    """Become the daemon of ``folder``: leave everything of the caller, then live.

    Does not return.
    """
    status = 70
    try:
        if sys.platform != "win32":
            _leave_caller(ready_fd)
        from .processes import main  # the composition root belongs to the daemon only

        main(folder, ready_fd)
        status = 0
    finally:
        os._exit(status)


def _connected(folder: str) -> _socket.socket:
    """Return a connection to the daemon that has just said it listens."""
    found = thin.connect(folder)
    if found is None:
        from ..protocol.errors.daemon import NotStarted

        raise NotStarted(why="it ended as soon as it had started")
    return found


def _start(folder: str) -> None:
    """Start the daemon and wait until it listens."""
    ready, its_end = os.pipe()
    if sys.flags.ignore_environment and sys.flags.safe_path:
        if os.fork() == 0:
            daemon(folder, its_end)
    else:
        _spawn(folder, its_end)
    os.close(its_end)
    import signal  # enum, 5 ms: imported while the daemon is starting anyway

    # A client may outlive its daemon (output --follow): the kernel reaps for it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    words = _last_words(ready)
    os.close(ready)
    if words == b"R":
        return
    from . import refusal  # json: only on failure

    raise refusal.error(words)


def _spawn(folder: str, its_end: int) -> None:
    """Start the daemon in a fresh interpreter that heeds no ``PYTHON*`` variable."""
    place = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    os.set_inheritable(its_end, True)
    argv = [sys.executable, "-E", "-P", "-c", CHILD, place, folder, str(its_end)]
    os.posix_spawn(sys.executable, argv, os.environ)


def _last_words(ready: int) -> bytes:
    """Return what the daemon said before it was ready: b"R", or why it gave up.

    b"" = it ended without a word; b"T" = it said nothing for ``START_S``.
    """
    poll = select.poll()
    poll.register(ready, select.POLLIN)
    words = b""
    while words != b"R":
        if not poll.poll(START_S * 1000):
            return words or b"T"
        more = os.read(ready, 4096)
        if not more:
            break
        words += more
    return words


def _leave_caller(ready_fd: int) -> None:
    """Drop the caller's terminal, folder, files and signal settings.

    The umask stays: debuggees inherit it, and our own files name their modes.
    """
    import signal  # only the daemon's side of the fork needs it first

    os.setsid()
    os.chdir("/")
    for name in _RESTORED:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) != ready_fd:
            try:
                os.close(int(name))
            except OSError:
                pass  # the listing's own descriptor, gone already
    os.set_inheritable(ready_fd, False)
