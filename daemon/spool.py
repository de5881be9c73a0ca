"""The output of one debuggee: everything in the order it came, by cursor.

A cursor counts bytes since the start of the session, both streams together.
The bytes lie in an unlinked temporary file, so nothing is left behind however
the daemon ends; where no file can be written (disk full, read-only home) the
newest ``MEMORY_BYTES`` are kept in memory and the loss is counted.
"""

from __future__ import annotations

import bisect
from typing import IO

#: Kept in memory when no file can be written.
MEMORY_BYTES = 4 * 1024 * 1024


class Spool:
    """Bytes of two streams, with who wrote what."""

    def __init__(self, keep_bytes: int = 268_435_456, folder: str | None = None) -> None:
        """Keep the newest ``keep_bytes`` bytes, in a file in ``folder`` (None = the system's)."""
        self._keep = keep_bytes
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._memory = bytearray()
        self._memory_at = 0
        #: Cursor of the first byte that is still kept.
        self.first = 0
        #: Cursor after the last byte.
        self.end = 0
        #: Line ends written so far.
        self.lines = 0
        #: Where each run of one stream starts, and its stream.
        self._starts: list[int] = []
        self._streams: list[str] = []

    def write(self, stream: str, data: bytes) -> None:
        """Add what ``stream`` wrote."""
        if not self._streams or self._streams[-1] != stream:
            self._starts.append(self.end)
            self._streams.append(stream)
        if not self._filed(data):
            self._memory += data
            if len(self._memory) > MEMORY_BYTES:
                cut = len(self._memory) - MEMORY_BYTES
                del self._memory[:cut]
                self._memory_at += cut
                self.first = max(self.first, self._memory_at)
        self.end += len(data)
        self.lines += data.count(b"\n")
        self.first = max(self.first, self.end - self._keep)

    def read(self, since: int, until: int | None = None, stream: str = "") -> bytes:
        """Return what came between two cursors (``until`` None = now), of ``stream`` or both."""
        start, end = max(since, self.first), self.end if until is None else min(until, self.end)
        if start >= end:
            return b""
        if not stream:
            return self._bytes(start, end)
        return b"".join(
            self._bytes(max(a, start), min(b, end))
            for name, a, b in self.runs(start, end)
            if name == stream
        )

    def runs(self, since: int, until: int) -> list[tuple[str, int, int]]:
        """Return ``(stream, from, to)`` for each run between two cursors, oldest first."""
        at = max(0, bisect.bisect_right(self._starts, since) - 1)
        found = []
        for index in range(at, len(self._starts)):
            start = self._starts[index]
            end = self._starts[index + 1] if index + 1 < len(self._starts) else self.end
            if start >= until:
                break
            if end > since:
                found.append((self._streams[index], max(start, since), min(end, until)))
        return found

    def tail_from(self, lines: int, stream: str = "", span: int = 1024 * 1024) -> int:
        """Return the cursor of the last ``lines`` lines, looked for in the last ``span`` bytes."""
        if lines <= 0:
            return self.end
        start = max(self.first, self.end - span)
        left = lines
        for name, begin, end in reversed(self.runs(start, self.end)):
            if stream and name != stream:
                continue
            data = self._bytes(begin, end)
            at = len(data) - 1 if data.endswith(b"\n") and left == lines else len(data)
            while (at := data.rfind(b"\n", 0, at)) >= 0:
                left -= 1
                if left == 0:
                    return begin + at + 1
        return start

    def close(self) -> None:
        """Give the file back to the system."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _filed(self, data: bytes) -> bool:
        """Whether ``data`` went to the file.  Once it did not, memory takes over for good."""
        if self._memory_at or self._memory:
            return False
        try:
            if self._file is None:
                import tempfile  # 3 ms; the first command must not wait for it

                self._file = tempfile.TemporaryFile(  # noqa: SIM115 - closed by ``close``
                    dir=self._folder, buffering=0
                )
            view = memoryview(data)
            self._file.seek(self.end)
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            self._memory_at = self.end
            return False
        return True

    def _bytes(self, start: int, end: int) -> bytes:
        """Return the bytes between two cursors that are kept."""
        parts = []
        filed = self._memory_at if (self._memory or self._memory_at) else self.end
        if self._file is not None and start < filed:
            self._file.seek(start)
            parts.append(self._file.read(min(end, filed) - start))
        if end > filed:
            parts.append(
                bytes(self._memory[max(start - self._memory_at, 0) : end - self._memory_at])
            )
        return b"".join(parts)
