"""Length-prefixed frames: 4 bytes, big-endian, then that many bytes of body.

No I/O and no msgpack here: bytes in, bodies out.  The same frames run on the
command line's socket and on the pipe between zygote and hub.
"""

from __future__ import annotations

from .errors.daemon import FrameTooLarge

#: Largest body in bytes.  An ask carries argv, cwd and the whole environment;
#: Linux limits argv and environment together to a quarter of the stack limit
#: (2 MiB by default, execve(2) "Limits on size"), so 8 MiB leaves room.
MAX_BODY = 8 * 1024 * 1024

#: Bytes of the length that goes before each body.
PREFIX = 4


def frame(body: bytes) -> bytes:
    """Return ``body`` with its length in front.

    Raises:
        FrameTooLarge: the body is over ``MAX_BODY``; send it in parts.
    """
    if len(body) > MAX_BODY:
        raise FrameTooLarge(size_bytes=len(body), limit_bytes=MAX_BODY)
    return len(body).to_bytes(PREFIX, "big") + body


class Framer:
    """Cut a stream of bytes into bodies, at whatever places it arrives."""

    def __init__(self, limit: int = MAX_BODY) -> None:
        """Refuse bodies over ``limit`` bytes."""
        self._limit = limit
        self._pending = bytearray()

    @property
    def idle(self) -> bool:
        """Whether no half frame is waiting for its rest."""
        return not self._pending

    def feed(self, data: bytes) -> list[bytes]:
        """Add ``data``; return the bodies that are now complete, oldest first.

        Raises:
            FrameTooLarge: the peer announced a body over the limit, which is
                seen before the body is read.  The stream can't be
                resynchronised; close the connection.
        """
        pending = self._pending
        pending += data
        bodies: list[bytes] = []
        at = 0
        while len(pending) - at >= PREFIX:
            size = int.from_bytes(pending[at : at + PREFIX], "big")
            if size > self._limit:
                raise FrameTooLarge(size_bytes=size, limit_bytes=self._limit)
            end = at + PREFIX + size
            if len(pending) < end:
                break
            bodies.append(bytes(pending[at + PREFIX : end]))
            at = end
        if at:
            del pending[:at]
        return bodies
