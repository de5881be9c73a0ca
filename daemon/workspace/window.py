"""Some lines of a stream of bytes, without keeping the rest.

A line ends at a line feed, which may be missing after the last one.  A line
that is too long is cut between two characters; a window that is too large
ends early.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: Most characters of a line, and bytes of all lines together, that are shown.
LINE_CHARS, WINDOW_BYTES = 2000, 51_200

#: Bytes kept of one line: no character of UTF-8 has more than four.
_LINE_BYTES = 4 * LINE_CHARS + 4

#: Bytes read on after the window to learn how many lines there are.
COUNTED_BYTES = 256_000_000


@dataclass
class Window:
    """The lines asked for, and what lies around them."""

    #: Number of the first line, from 0.
    offset: int
    lines: list[str] = field(default_factory=list)
    #: Numbers, from 0, of the lines that were cut.
    cut: list[int] = field(default_factory=list)
    #: Lines of the whole stream; ``None`` = not counted to the end.
    total: int | None = None
    #: There are lines after these.
    more: bool = False
    #: It ended early because it got too large.
    full: bool = False
    final_newline: bool = True


class Reader:
    """Takes the stream piece by piece."""

    def __init__(self, offset: int, limit: int) -> None:
        """Keep ``limit`` lines from line ``offset`` (from 0) on."""
        self.window = Window(offset)
        self._limit = limit
        self._line = 0
        self._kept = bytearray()
        self._length = 0
        self._bytes = 0
        self._after = 0

    def read(self, pieces: Iterable[bytes]) -> Window:
        """Return the window on ``pieces``."""
        last = b"\n"
        for piece in pieces:
            last = piece[-1:] or last
            self._take(piece)
            if self._closed and self._after > COUNTED_BYTES:
                return self.window
        if last != b"\n":
            self._end_line()
            self.window.final_newline = False
        self.window.total = self._line
        return self.window

    @property
    def _closed(self) -> bool:
        """Whether the window takes no more lines."""
        return self.window.full or len(self.window.lines) >= self._limit

    def _take(self, piece: bytes) -> None:
        """Take one piece: skip, keep, or only count."""
        at = 0
        if self._line < self.window.offset:
            count = piece.count(b"\n")
            if self._line + count < self.window.offset:
                self._line += count
                return
            while self._line < self.window.offset:
                at = piece.index(b"\n", at) + 1
                self._line += 1
        while at < len(piece) and not self._closed:
            feed = piece.find(b"\n", at)
            end = feed if feed >= 0 else len(piece)
            room = _LINE_BYTES - len(self._kept)
            self._kept += piece[at : min(end, at + room)]
            self._length += end - at
            at = end + 1
            if feed >= 0:
                self._end_line()
        if at < len(piece):
            self.window.more = True
            self._line += piece.count(b"\n", at)
            self._after += len(piece) - at

    def _end_line(self) -> None:
        """A line is whole."""
        number = self._line
        self._line += 1
        if self._closed or number < self.window.offset:
            return
        text = bytes(self._kept).decode("utf-8", "surrogateescape")
        if self._length > len(self._kept):
            text = bytes(self._kept[:-4]).decode("utf-8", "ignore")
        text = text.removesuffix("\r")
        cut = self._length > len(self._kept) or len(text) > LINE_CHARS
        text = text[:LINE_CHARS]
        self._kept.clear()
        self._length = 0
        size = len(text.encode("utf-8", "surrogatepass")) + 1
        if self.window.lines and self._bytes + size > WINDOW_BYTES:
            self.window.full = self.window.more = True
            return
        self._bytes += size
        self.window.lines.append(text)
        if cut:
            self.window.cut.append(number)
