"""DAP's frames: a ``Content-Length`` header, a blank line, a JSON body.

No I/O: bytes in, bodies out, at whatever places the stream was cut.  Lengths
count bytes, so a character cut in two is no special case.
DAP, "Base Protocol": https://microsoft.github.io/debug-adapter-protocol/overview#base-protocol
"""

from __future__ import annotations

#: Largest header block in bytes.  Adapters send one short line; whatever is
#: longer is a program that prints, not an adapter.
MAX_HEADER = 4096

#: Largest body in bytes.  The biggest seen is a list of modules, about 2 MB.
MAX_BODY = 64 * 1024 * 1024

_END = b"\r\n\r\n"


class NotDap(ValueError):
    """Bytes that are no DAP frame; the stream can't be resynchronised."""


def frame(body: bytes) -> bytes:
    """Return ``body`` with its header in front."""
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Framer:
    """Cut an adapter's stream into message bodies."""

    def __init__(self) -> None:
        """Start with an empty stream."""
        self._pending = bytearray()
        #: Body length of the message whose header was read; -1 = no header yet.
        self._length = -1

    @property
    def idle(self) -> bool:
        """Whether no half message is waiting for its rest."""
        return not self._pending and self._length < 0

    def feed(self, data: bytes) -> list[bytes]:
        """Add ``data``; return the bodies that are now complete, oldest first.

        Raises:
            NotDap: a header that is too long, is not made of ``Name: value``
                lines or announces a body over ``MAX_BODY``.
        """
        self._pending += data
        bodies: list[bytes] = []
        while self._length >= 0 or self._header():
            if len(self._pending) < self._length:
                break
            bodies.append(bytes(self._pending[: self._length]))
            del self._pending[: self._length]
            self._length = -1
        return bodies

    def _header(self) -> bool:
        """Take one header block, if it is whole; tell whether it was."""
        end = self._pending.find(_END, 0, MAX_HEADER + len(_END))
        block = bytes(self._pending[: end if end >= 0 else MAX_HEADER + 1])
        lines = block.split(b"\r\n")
        for line in lines if end >= 0 else lines[:-1]:
            if b":" not in line:
                raise NotDap(f"{line[:60]!r} where a header belongs")
        if end < 0:
            if len(block) > MAX_HEADER:
                raise NotDap(f"a header of more than {MAX_HEADER} bytes")
            return False
        self._length = _length(lines)
        del self._pending[: end + len(_END)]
        return True


def _length(lines: list[bytes]) -> int:
    """Return the value of ``Content-Length``; other headers are ignored."""
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            break
    else:
        raise NotDap("a header without Content-Length")
    if not value.strip().isdigit():
        raise NotDap(f"a Content-Length of {value.strip()[:40]!r}")
    length = int(value)
    if length > MAX_BODY:
        raise NotDap(f"a body of {length} bytes, over the limit of {MAX_BODY}")
    return length
