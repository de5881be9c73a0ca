"""Read and change files that an editor may save at the same moment.

A change is made against a version that was read (``Seen``).  If the file is
another one by then, ``Changed`` is raised and nothing has happened: read it
again, decide again.  What goes to the end is appended; all else is written to
a new file that is exchanged with the old one, and what came out of the
exchange is looked at: was it not the version that was read, it goes back.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

from . import exchange

#: A new file's name starts like this, in the same folder: hidden, and ours.
TEMPORARY = ".daebug-"


class Changed(Exception):
    """The file is not the version that was read; nothing was done."""


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


def read(path: str) -> tuple[bytes, Seen]:
    """Return a file and the version that this is.

    Raises:
        OSError: it is not there, or can't be read.
        Changed: it was written while we read, three times in a row.
    """
    for _ in range(3):
        with open(path, "rb") as file:
            before = _seen(os.fstat(file.fileno()))
            content = file.read()
            after = _seen(os.fstat(file.fileno()))
        if before == after and len(content) == after.size:
            return content, after
    raise Changed(path)


def read_from(path: str, offset: int) -> tuple[bytes, Seen]:
    """Return a file from ``offset`` on, and its version: 10 us, however long the file is.

    Raises:
        OSError: it is not there, or can't be read.
    """
    with open(path, "rb") as file:
        file.seek(offset)
        data = file.read()
        return data, _seen(os.fstat(file.fileno()))


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
        file.write(data)
        written = _seen(os.fstat(file.fileno()))
    now = seen(path)
    if now is None or now.inode != written.inode:
        raise Changed(path)
    return written


def change(path: str, start: int, end: int, text: bytes, version: Seen) -> Seen:
    """Put ``text`` in place of the bytes ``start`` to ``end``; return the version this makes.

    Raises:
        Changed: it is not ``version``; an editor's save is where it was.
        OSError: read-only, disk full.
    """
    if start == version.size and end == version.size:
        return append(path, text, version)
    real = os.path.realpath(path)
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f"{TEMPORARY}{os.getpid()}-{name}")
    try:
        made = _build(real, temporary, start, end, text)
        if seen(real) != version:
            raise Changed(path)
        exchange.swap(temporary, real)
        if seen(temporary) not in (version, None):
            # Somebody saved between the look and the swap: that save goes back.
            exchange.swap(temporary, real)
            raise Changed(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
    return made


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


def _build(path: str, temporary: str, start: int, end: int, text: bytes) -> Seen:
    """Write the changed file beside the old one, with its mode and owner; return its version."""
    with open(path, "rb") as old, open(temporary, "wb", buffering=0) as new:
        found = os.fstat(old.fileno())
        os.fchmod(new.fileno(), found.st_mode & 0o7777)
        with contextlib.suppress(PermissionError):
            os.fchown(new.fileno(), found.st_uid, found.st_gid)
        _copy(old.fileno(), new.fileno(), 0, start)
        new.write(text)
        _copy(old.fileno(), new.fileno(), end, found.st_size)
        return _seen(os.fstat(new.fileno()))


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
