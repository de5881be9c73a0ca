"""Read and change files that an editor may save at the same moment.

A change is made against a version that was read (``Seen``).  If the file is
another one by then, ``Changed`` is raised and nothing has happened: read it
again, decide again.  What goes to the end is appended; all else is written to
a new file that is exchanged with the old one, and what came out of the
exchange is looked at: was it not the version that was read, it goes back.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass

from ...protocol.places import DRAFT
from ...protocol.transcript.edits import Edit
from . import exchange

#: Bytes by which the end of a file is known again.
KNOWN = 256


class Changed(Exception):
    """The file is not the version that was read; nothing was done."""

    #: A file of ours that stood there for an instant: somebody may have it open.  To be closed.
    stood: Replaced | None = None


@dataclass(frozen=True)
class Seen:
    """A version of a file, as ``stat`` tells it."""

    inode: int
    size: int
    mtime_ns: int


def seen(path: str) -> Seen | None:
    """Return the version of ``path``; ``None`` if there is no such file."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _seen(found)


def read_from(path: str, offset: int) -> tuple[bytes, Seen]:
    """Return a file from ``offset`` on, and its version: 10 us, however long the file is.

    Raises:
        OSError: it is not there, or can't be read.
        Changed: it was written while we read, three times in a row.
    """
    for _ in range(3):
        with open(path, "rb", buffering=0) as file:
            before = _seen(os.fstat(file.fileno()))
            file.seek(offset)
            data = file.readall()
            after = _seen(os.fstat(file.fileno()))
        if before == after and len(data) == max(after.size - offset, 0):
            return data, after
    raise Changed(path)


def append(path: str, data: bytes, version: Seen) -> Seen:
    """Add ``data`` at the end of ``path``; return the version that this makes.

    Raises:
        Changed: it is not ``version``, or was replaced while we wrote; then the
            text is in the file that was thrown away, and not in this one.
        OSError: read-only, disk full.
    """
    if seen(path) != version:
        raise Changed(path)
    with open(path, "ab", buffering=0) as file:
        _write(file.fileno(), data)
        written = _seen(os.fstat(file.fileno()))
    now = seen(path)
    if now is None or now.inode != written.inode:
        raise Changed(path)
    if written.size != version.size + len(data):
        # Somebody appended just before us: the version that we know of is none that exists.
        return Seen(written.inode, version.size + len(data), 0)
    return written


class Replaced:
    """A file that we put another one in the place of; somebody may have it open still."""

    def __init__(self, path: str, version: Seen) -> None:
        """Hold the file at ``path``, which was ``version`` when it was replaced.

        Raises:
            Changed: it is gone.
        """
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Changed(path) from None
        self._version = version
        self._end = self._before(version.size)
        self._writing: Seen | None = None

    def late(self) -> tuple[bytes, bool]:
        """Return what was written since, once, and whether that is all of the file.

        Empty = nothing yet.  Who appends adds to what is there; who saves in
        place begins anew, and is given time until the file stays as it is.
        """
        found, size = _seen(os.fstat(self._fd)), self._version.size
        if found == self._version:
            return b"", False
        appended = found.size > size and self._before(size) == self._end
        if not appended and found != self._writing:
            self._writing = found
            return b"", False
        start = size if appended else 0
        self._version, self._end = found, self._before(found.size)
        return os.pread(self._fd, found.size - start, start), not appended

    def _before(self, place: int) -> bytes:
        """Return the bytes before ``place`` by which it is known again."""
        start = max(place - KNOWN, 0)
        return os.pread(self._fd, place - start, start)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._fd)


def change(path: str, edits: Sequence[Edit], version: Seen) -> tuple[Seen, Replaced | None]:
    """Carry out ``edits``, which don't overlap.

    Returns the version that this makes, and the file that was replaced: what is
    appended to that one by somebody who had it open is to be looked for, and it
    has to be closed.  ``None`` = the file itself was written.

    Raises:
        Changed: it is not ``version``; an editor's save is where it was.
        OSError: read-only, disk full.
    """
    _refuse_read_only(path)
    if len(edits) == 1 and edits[0].start == edits[0].end == version.size:
        return append(path, edits[0].new, version), None
    real = os.path.realpath(path)
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f"{DRAFT}{os.getpid()}-{name}")
    old: Replaced | None = None
    try:
        old = Replaced(real, version)
        made = _build(real, temporary, edits)
        _put(temporary, real, version, made)
        return made, old
    except BaseException:
        if old is not None:
            old.close()
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _put(temporary: str, real: str, version: Seen, made: Seen) -> None:
    """Exchange the two, if ``real`` is ``version``; ``temporary`` is ``made``.

    Raises:
        Changed: it is not; the newest save is where it was.
    """
    if seen(real) != version:
        raise Changed(real)
    exchange.swap(temporary, real)
    out = seen(temporary)
    if out in (version, None):
        return
    raise put_back(temporary, real, made)


def put_back(temporary: str, real: str, made: Seen) -> Changed:
    """Undo an exchange that took away somebody's save: the newest one is at ``real`` then.

    ``real`` is where ``made``, a file of ours, was put; ``temporary`` is what came
    out.  What comes out at the way back should be ``made``; if it is not, somebody
    saved once more, that one is newer, and goes back in turn.
    """
    changed = Changed(real)
    put, out = made, seen(temporary)
    while out is not None:
        try:
            exchange.swap(temporary, real)
        except FileNotFoundError:
            return changed  # removed meanwhile, which is newer than any save
        last, put, out = put, out, seen(temporary)
        if out == last:
            break
    if out == made:
        changed.stood = Replaced(temporary, made)
    return changed


def create(path: str, content: bytes) -> Seen:
    """Make a file that is not there yet, in a folder that may have to be made.

    Raises:
        Changed: there is one.
        OSError: it can't be made.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        raise Changed(path) from None
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        return _seen(os.fstat(file.fileno()))


def _refuse_read_only(path: str) -> None:
    """Raise if nobody may write ``path``: a new file in its place would get around that."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        raise Changed(path) from None
    if not mode & 0o222:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def _build(path: str, temporary: str, edits: Sequence[Edit]) -> Seen:
    """Write the changed file beside the old one, with its mode and owner; return its version."""
    with open(path, "rb", buffering=0) as old, open(temporary, "wb", buffering=0) as new:
        found = os.fstat(old.fileno())
        os.fchmod(new.fileno(), found.st_mode & 0o7777)
        with contextlib.suppress(PermissionError):
            os.fchown(new.fileno(), found.st_uid, found.st_gid)
        at = 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            if os.pread(old.fileno(), len(edit.old), edit.start) != edit.old:
                raise Changed(path)
            _copy(old.fileno(), new.fileno(), at, edit.start)
            _write(new.fileno(), edit.new)
            at = edit.end
        _copy(old.fileno(), new.fileno(), at, found.st_size)
        return _seen(os.fstat(new.fileno()))


def _write(target: int, text: bytes) -> None:
    """Write all of ``text``."""
    done = 0
    while done < len(text):
        done += os.write(target, text[done:])


def _copy(source: int, target: int, start: int, end: int) -> None:
    """Copy the bytes ``start`` to ``end``; on Linux inside the kernel."""
    at = start
    while at < end:
        if hasattr(os, "copy_file_range"):
            done = os.copy_file_range(source, target, end - at, at)
        else:
            done = os.write(target, os.pread(source, min(end - at, 1 << 20), at))
        if not done:
            return
        at += done


def _seen(found: os.stat_result) -> Seen:
    return Seen(found.st_ino, found.st_size, found.st_mtime_ns)
