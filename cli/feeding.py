"""Standard input for the daemon, and writing where it would block: the polling parts.

Kept out of ``thin`` because most commands need none of it.
"""

from __future__ import annotations

import _socket
import os
import select
import sys

TYPE_CHECKING = False  # typing's own costs 5 ms
if TYPE_CHECKING:
    from .attached import Raw

#: Bytes of standard input in one frame.
CHUNK_BYTES = 64 * 1024


def until_readable(
    connection: _socket.socket, unsent: bytes, raw: Raw | None = None, *, reading: bool
) -> tuple[bytes, bool]:
    """Feed standard input to the daemon until it has something to say.

    ``unsent`` is what the socket has not taken yet; ``raw`` is this terminal if it
    was handed over; ``reading`` tells whether standard input is still open.  Return
    the first and the last as they are now.  Output comes first and nothing here
    blocks, so a daemon that is slow to take input can still be heard.  The caller's terminal
    decides how long this may take.
    """
    if sys.platform == "win32":
        # It can't poll standard input, so there is none for the daemon: a known gap.
        connection.sendall(stdin_frame(b""))
        return b"", False
    poll = select.poll()
    if raw is not None:
        poll.register(raw.changed, select.POLLIN)
    while True:
        poll.register(connection, select.POLLIN | (select.POLLOUT if unsent else 0))
        if reading and not unsent:
            poll.register(0, select.POLLIN)
        ready = dict(poll.poll())
        if reading and not unsent:
            poll.unregister(0)
        if ready.get(connection.fileno(), 0) & ~select.POLLOUT:
            return unsent, reading
        if 0 in ready:
            data = _standard_input()
            reading = bool(data)
            unsent = stdin_frame(data)
        if raw is not None and raw.changed in ready:
            unsent += raw.size_frame()
        unsent = _send(connection, unsent)


def until_writable(fd: int) -> None:
    """Wait until ``fd`` takes bytes again, or its reader is gone."""
    if sys.platform == "win32":
        return
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    poll.poll()


def stdin_frame(data: bytes) -> bytes:
    """Return the frame ``[0, data]``; b"" tells the daemon that the input has ended."""
    body = b"\x92\x00\xc6" + len(data).to_bytes(4, "big") + data
    return len(body).to_bytes(4, "big") + body


def _standard_input() -> bytes:
    """Return what there is to read; b"" at the end, or where it can't be read."""
    try:
        return os.read(0, CHUNK_BYTES)
    except OSError:
        return b""


def _send(connection: _socket.socket, unsent: bytes) -> bytes:
    """Send what the socket takes now; return the rest."""
    if not unsent:
        return b""
    try:
        return unsent[connection.send(unsent, _socket.MSG_DONTWAIT) :]
    except BlockingIOError:
        return unsent
    except OSError:
        return b""  # the daemon is gone; reading will tell
