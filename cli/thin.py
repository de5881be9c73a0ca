"""The thin client in Python: send one ask, relay what comes back, leave.

The twin of ``launcher/daebug.c``, which hands over to it when there is no
daemon yet, and its substitute where no C compiler was found.  An answer from a
running daemon costs one interpreter start: only ``sys``, ``posix`` and
``_socket`` are imported for it (a test holds this), msgpack is packed by hand
and everything rare (cold start, errors, standard input) is imported when met.
"""

import _socket
import sys

from .asking import ask
from .relay import Relay

if sys.platform == "win32":
    import nt as posix
else:
    import posix

#: Status of a program that the named signal ends, as a shell reports it.
INTERRUPTED, PIPE_CLOSED = 130, 141

#: Waits before an ask is sent again, in seconds: a daemon that dies, or steps back for
#: another version, leaves it to the next, and may still be seen leaving on a busy machine.
PAUSES_S = (0.0, 0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


def main() -> None:
    """Run the command line of this process and end the process."""
    argv = sys.argv[1:]
    try:
        _fill_standard_files()
        status = run(argv)
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        status = PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - told with its traceback, and the process ends
        from .telling import tell  # json and the error catalogue: only when needed

        status = tell(error, argv)
    # Nothing is buffered, so the interpreter's own end (2 ms) is not needed.
    posix._exit(status)  # noqa: SLF001 - its public name is in os


def run(argv: list[str]) -> int:
    """Return the exit status of the command ``argv``; start the daemon if need be.

    Raises:
        DaebugError: of the client itself: no daemon to be had, or it died.
    """
    folder = runtime_folder()
    connection = connect(folder)
    for pause_s in PAUSES_S:
        if pause_s:
            import time  # only where a daemon is being left

            time.sleep(pause_s)
        if connection is None:
            from . import cold  # fcntl and select: only when there is no daemon

            connection = cold.connection(folder)
        status = Relay(connection).run(ask(argv, token(folder)))
        if status is not None:
            return status
        connection = None
    from ..protocol.errors.daemon import NotStarted  # the catalogue: only on failure

    raise NotStarted(why="each one that came left before it had read the command")


def runtime_folder() -> str:
    """Return the absolute runtime folder, by the rule of ``protocol/places.py``."""
    if sys.platform == "win32":
        from .loopback import runtime_folder as folder  # pathlib: not on the Unix path

        return folder()
    environ = posix.environ
    if named := environ.get(b"DAEBUG_RUNTIME_DIR"):
        found = _text(named)
    elif xdg := environ.get(b"XDG_RUNTIME_DIR"):
        found = _text(xdg) + "/daebug"
    else:
        found = f"/tmp/daebug-{posix.getuid()}"  # noqa: S108 - owner and mode are checked
    return found if found.startswith("/") else f"{posix.getcwd()}/{found}"


def connect(folder: str) -> _socket.socket | None:
    """Return a connection to the daemon of ``folder``; None if there is none.

    A folder that others may enter is not used: that is None too, and the cold
    start says what is wrong with it.
    """
    if sys.platform == "win32":
        from .loopback import connect as connect_loopback  # no Unix sockets there

        return connect_loopback(folder)
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        if ours(posix.lstat(folder)):
            connection.connect(folder + "/hub.sock")
            return connection
    except OSError:
        pass
    connection.close()
    return None


def token(folder: str) -> str:
    """Return the word that proves who we are where a socket can't tell; else nothing."""
    if sys.platform == "win32":
        from .loopback import token as word  # a file that only this user reads

        return word(folder)
    del folder
    return ""


def ours(status: posix.stat_result) -> bool:
    """Tell whether ``status`` is that of a folder which only this user may enter."""
    return (
        status.st_mode & 0o170000 == 0o040000
        and status.st_mode & 0o077 == 0
        and status.st_uid == posix.getuid()
    )


def _fill_standard_files() -> None:
    """Open descriptors 0 to 2 if the caller closed them, so no socket lands there."""
    null = "NUL" if sys.platform == "win32" else "/dev/null"
    fd = posix.open(null, posix.O_RDWR)
    while fd <= 2:
        fd = posix.open(null, posix.O_RDWR)
    posix.close(fd)


def _text(name: bytes) -> str:
    return name.decode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
