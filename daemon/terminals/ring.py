"""The last bytes of a stream, in chunks, addressed by cursor.

A cursor is the number of bytes that came before; it never changes its meaning,
so two readers each get everything once.  Memory grows with what is written, up
to the limit and one chunk more; what is older is dropped a chunk at a time.
"""

from __future__ import annotations

from collections import deque

#: Bytes of one chunk.
CHUNK_BYTES = 64 * 1024


class Ring:
    """What is kept of one stream."""

    def __init__(self, limit_bytes: int) -> None:
        """Keep the last ``limit_bytes`` at least."""
        self._limit = limit_bytes
        self._chunks: deque[bytearray] = deque()
        #: The oldest cursor that is kept.
        self.first = 0
        #: The newest: all bytes that were ever written.
        self.end = 0

    def write(self, data: bytes) -> None:
        """Add ``data``, of any size."""
        view = memoryview(data)
        self.end += len(data)
        while view:
            if not self._chunks or len(self._chunks[-1]) >= CHUNK_BYTES:
                self._chunks.append(bytearray())
            room = CHUNK_BYTES - len(self._chunks[-1])
            self._chunks[-1] += view[:room]
            view = view[room:]
        while self._chunks and self.end - self.first - len(self._chunks[0]) >= self._limit:
            self.first += len(self._chunks.popleft())

    def read(self, since: int, until: int) -> bytes:
        """Return the bytes from ``since`` to ``until``, as far as they are kept."""
        at = self.first
        parts = []
        for chunk in self._chunks:
            if at >= until:
                break
            if at + len(chunk) > since:
                parts.append(bytes(chunk[max(0, since - at) : until - at]))
            at += len(chunk)
        return b"".join(parts)
