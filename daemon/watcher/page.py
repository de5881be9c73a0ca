"""One transcript as a file: which version was read, what stands in it, changes to it.

Only what comes after the last footer is read again.  A version that we made
ourselves is known without reading.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

from ...protocol.transcript import edits as changes
from ...protocol.transcript import read as grammar
from ...protocol.transcript import write
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading, Resume
from . import files
from .files import Changed, Replaced, Seen

#: Bytes that are not read in passing: some milliseconds.
LONG = 1_000_000

#: Bytes at the end of a file in which something is looked for that was just written.
TAIL = 1 << 16


class Page:
    """What is known of the file of one transcript."""

    def __init__(self, path: str, realm: str) -> None:
        """Know of ``path``, the transcript of ``realm``; nothing is read yet."""
        self.path = path
        self.realm = realm
        self.reading: Reading | None = None
        self.version: Seen | None = None

    @property
    def long(self) -> bool:
        """Whether the file is not read yet, and takes more than a moment."""
        if self.reading is not None:
            return False
        now = files.seen(self.path)
        return now is not None and now.size > LONG

    def look(self) -> bool:
        """Read what is new; return whether somebody else changed the file.

        Raises:
            Changed: it is just being written.
            OSError: it can't be read.
        """
        now = files.seen(self.path)
        if now == self.version:
            return False
        if now is None:
            self.version, self.reading = None, None
            return True
        resume = self.reading.resume if self.reading else grammar.START
        if resume.offset > now.size:
            resume = grammar.START
        data, version = files.read_from(self.path, resume.offset)
        if resume.offset and not resume.fits(data):
            resume = grammar.START
            data, version = files.read_from(self.path, 0)
        self.reading = grammar.read(data, realm=self.realm, resume=resume)
        self.version = version
        return True

    def again(self) -> bool:
        """Read the whole file, whatever is known of it.

        Raises:
            Changed, OSError: as ``look``.
        """
        self.reading, self.version = None, None
        return self.look()

    def place(self, text: str) -> int:
        """Return where ``text``, which was just written, stands near the end; -1 = it is not."""
        wanted = self._bytes(text)
        with contextlib.suppress(OSError, Changed):
            start = max(os.path.getsize(self.path) - TAIL - len(wanted), 0)
            found = files.read_from(self.path, start)[0].rfind(wanted)
            return start + found if found >= 0 else -1
        return -1

    def holds(self, text: str, place: int) -> bool:
        """Return whether ``text`` stands at ``place``.

        Raises:
            OSError: the file can't be read.
        """
        wanted = self._bytes(text)
        if place < 0:
            return False
        with open(self.path, "rb", buffering=0) as file:
            return os.pread(file.fileno(), len(wanted), place) == wanted

    def has(self, text: str) -> bool:
        """Return whether ``text`` stands anywhere in the file; one that is not there has none."""
        with contextlib.suppress(FileNotFoundError, Changed):
            return self._bytes(text) in files.read_from(self.path, 0)[0]
        return False

    def change(self, edits: Sequence[Edit]) -> Replaced | None:
        """Carry out ``edits`` of the reading at hand, with title and guide if there is none.

        Returns the file that was replaced, as ``files.change``.

        Raises:
            Changed: somebody saved meanwhile; look, and decide again.
            OSError: the file can't be written.
        """
        reading, version = self.reading, self.version
        if reading is None or version is None:
            raise Changed(self.path)
        titled = write.titled(reading, f"{self.realm} Session")
        self.version, replaced = files.change(self.path, [*titled, *edits], version)
        if titled:
            # Everything has moved: read it anew.
            with contextlib.suppress(Changed):  # then the next look reads it
                self.again()
            return replaced
        self.reading = self._read_on(reading, edits)
        return replaced

    def _bytes(self, text: str) -> bytes:
        """Return ``text`` with the line ends of the file."""
        data = text.encode("utf-8", "replace")
        eol = self.reading.eol if self.reading else b"\n"
        return data if eol == b"\n" else data.replace(b"\n", eol)

    def _read_on(self, reading: Reading, edits: Sequence[Edit]) -> Reading:
        """Return the reading of what the file holds after ``edits``, without looking at it."""
        data = changes.applied(reading.data, edits, reading.begin)
        first = min((edit.start for edit in edits), default=reading.begin)
        resume = reading.resume
        if not resume.offset or first < resume.offset or resume.offset < reading.begin:
            resume = _same(reading)
        return grammar.read(data[resume.offset - reading.begin :], realm=self.realm, resume=resume)


def _same(reading: Reading) -> Resume:
    """Return where ``reading`` began."""
    line = reading.resume.line - reading.cut(reading.begin, reading.resume.offset).count(b"\n")
    return Resume(
        offset=reading.begin,
        line=line if reading.begin else 1,
        before=reading.before,
        untitled_at=reading.untitled_at,
    )
