"""The relay of one command: send the ask, write out what comes back.

No import but ``sys``, ``posix`` and ``_socket`` until something rare is met.
"""

import _socket
import sys

from .asking import MAX_BODY

TYPE_CHECKING = False  # typing's own costs 5 ms
if TYPE_CHECKING:
    from .attached import Raw

if sys.platform == "win32":
    import nt as posix
else:
    import posix

#: The channels of ``protocol/wire.py``.
EXIT, STDOUT, STDERR, STDIN, AGAIN, _, LASTING, RAW = range(8)

#: Bytes of one read from the socket.
CHUNK_BYTES = 64 * 1024


def unpack(body: bytes) -> tuple[int, int | bytes | None]:
    """Return ``(channel, payload)`` of one frame: nil, an integer or bytes.

    Raises:
        ValueError: it is no such pair.
    """
    if len(body) < 3 or body[0] != 0x92:
        raise ValueError(f"no frame of the daemon: {body[:16]!r}")
    channel, kind = body[1], body[2]
    if kind == 0xC0:
        return channel, None
    if kind <= 0x7F:
        return channel, kind
    if 0xCC <= kind <= 0xCF:
        return channel, int.from_bytes(body[3:], "big")
    if 0xC4 <= kind <= 0xC6:
        return channel, body[3 + (1 << (kind - 0xC4)) :]
    raise ValueError(f"no payload of the daemon: {body[:16]!r}")


class Relay:
    """One connection: the ask goes out, frames come in, standard input may follow."""

    def __init__(self, connection: _socket.socket) -> None:
        """Take over ``connection``; ``run`` closes it."""
        self._connection = connection
        self._arrived = b""
        self._unsent = b""
        #: Whether the daemon asked for standard input and it has not ended.
        self._reading = False
        #: This terminal, once the daemon asked for all its keys.
        self._raw: Raw | None = None
        self._again = False
        self._heard = False

    def run(self, body: bytes) -> int | None:
        """Send ``body``; return the exit status, or None if it is to be asked again.

        Raises:
            ProcessDown: the daemon's end closed without an exit status.
        """
        try:
            self._connection.sendall(len(body).to_bytes(4, "big") + body)
        except OSError:
            pass  # it refused early or died; what it said can still be read
        try:
            status = self._served()
        finally:
            if self._raw is not None:
                self._raw.restore()
        if status is not None:
            return status
        self._connection.close()
        if self._again:
            return None
        from ..protocol.errors.daemon import ProcessDown  # the catalogue: only on failure

        raise ProcessDown(role="hub", how="its socket closed")

    def _served(self) -> int | None:
        """Act on what comes until the exit status, which is returned, or the end."""
        while data := self._receive():
            self._heard = True
            status = self._take(data)
            if status is not None:
                return status
        return None

    def _receive(self) -> bytes:
        """Return bytes from the daemon; b"" at its end.  Serve standard input meanwhile."""
        if self._reading or self._unsent:
            from . import feeding  # select: only when standard input is wanted

            self._unsent, self._reading = feeding.until_readable(
                self._connection, self._unsent, self._raw, reading=self._reading
            )
        try:
            return self._connection.recv(CHUNK_BYTES)
        except ConnectionError:
            # unix(7): a reset says that it closed without having read all we sent; an
            # ask that was not read whole was not carried out, so it may be sent again.
            self._again = self._again or not self._heard
            return b""

    def _take(self, data: bytes) -> int | None:
        """Relay the frames that ``data`` completes; return the exit status if it is there."""
        self._arrived += data
        while len(self._arrived) >= 4:
            end = 4 + int.from_bytes(self._arrived[:4], "big")
            if end > MAX_BODY + 4:
                raise ValueError(f"a frame of {end - 4} bytes from the daemon")
            if len(self._arrived) < end:
                break
            channel, payload = unpack(self._arrived[4:end])
            self._arrived = self._arrived[end:]
            if channel == EXIT and isinstance(payload, int):
                return payload & 0xFF
            self._relay(channel, payload)
        return None

    def _relay(self, channel: int, payload: int | bytes | None) -> None:
        """Act on one frame; a channel of a later version is passed over."""
        if channel in (STDOUT, STDERR) and isinstance(payload, bytes):
            write(channel, payload)
        elif channel == STDIN:
            self._reading = True
        elif channel == RAW and self._raw is None:
            from .attached import Raw  # termios: only when a terminal is handed over

            self._raw = Raw()
            self._unsent += self._raw.size_frame()
            self._reading = True
        elif channel == AGAIN:
            self._again = True
        elif channel == LASTING:
            from . import lasting  # signal: only for a command that goes on

            lasting.end_with(self._connection)


def write(fd: int, data: bytes) -> None:
    """Write all of ``data`` to ``fd``, however small the steps.

    Raises:
        BrokenPipeError: nobody reads it any more.
        OSError: the disk behind it is full, and the like.
    """
    while data:
        try:
            data = data[posix.write(fd, data) :]
        except BlockingIOError:
            from . import feeding  # select: somebody made this descriptor non-blocking

            feeding.until_writable(fd)
