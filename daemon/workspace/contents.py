"""The bytes of a file, read whole, and whether it is still the one that was read.

How it is replaced is in ``drafts``.  All paths are real ones of ``containment``;
everything here blocks and belongs into a thread.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

from ...protocol.errors.daemon import CantWrite
from ...protocol.errors.usage import NoSuchFile
from ...protocol.errors.workspace import (
    CantRead,
    FileBusy,
    FileTooLarge,
    MayNotWrite,
    NotAFile,
)
from .containment import Place, entered, reason

#: How often a file is read anew that changes while it is read.
TRIES = 3

#: Open to read: not through a link, and without waiting for a pipe's other end.
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True)
class Content:
    """What a file held, and what the system knew of it then."""

    data: bytes
    status: os.stat_result


def opened(place: Place) -> int:
    """Return a descriptor to read the file at ``place``, which is a regular one.

    Raises:
        NoSuchFile, NotAFile, CantRead: as it says.
    """
    folder, name = os.path.split(place.path)
    try:
        at = entered(folder)
        try:
            fd = os.open(name or ".", READ, dir_fd=at)
        finally:
            os.close(at)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchFile(path=place.shown, near="", folder=folder) from error
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise _no_file(place, stat.S_IFSOCK) from error
        raise CantRead(path=place.shown, why=reason(error), folder=folder) from error
    kind = stat.S_IFMT(os.fstat(fd).st_mode)
    if kind != stat.S_IFREG:
        os.close(fd)
        raise _no_file(place, kind)
    return fd


def _no_file(place: Place, kind: int) -> NotAFile:
    """Return the error for what is no regular file."""
    look = "daebug ls" if kind == stat.S_IFDIR else "ls -ld"
    return NotAFile(path=place.shown, kind=_KINDS.get(kind, "something else"), look=look)


def load(place: Place, limit_bytes: int) -> Content:
    """Return all of the file at ``place``.

    Raises:
        NoSuchFile, NotAFile, CantRead: it can't be read.
        FileTooLarge: it has more than ``limit_bytes``.
        FileBusy: it changed each time while it was read.
    """
    for _ in range(TRIES):
        fd = opened(place)
        with os.fdopen(fd, "rb") as file:
            before = os.fstat(fd)
            if before.st_size > limit_bytes:
                raise FileTooLarge(
                    path=place.shown, size_bytes=before.st_size, limit_bytes=limit_bytes
                )
            try:
                data = file.read(limit_bytes + 1)
            except OSError as error:
                why = reason(error)
                folder = os.path.dirname(place.path)
                raise CantRead(path=place.shown, why=why, folder=folder) from error
            if len(data) == before.st_size and same(before, os.fstat(fd)):
                return Content(data, before)
    raise FileBusy(path=place.shown)


def same(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two looks at a file saw the same file, not written to in between."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
    )


def remove(place: Place, before: Content) -> None:
    """Take the file at ``place`` away, if it is the one that was read.

    Raises:
        FileBusy: somebody wrote it since.
        MayNotWrite, CantWrite: the system refuses.
    """
    folder, name = os.path.split(place.path)
    try:
        at = entered(folder)
        try:
            unchanged(place, at, name, before)
            os.unlink(name, dir_fd=at)
        finally:
            os.close(at)
    except OSError as error:
        raise refusal(place, error) from error


def refusal(place: Place, error: OSError) -> CantWrite | MayNotWrite:
    """Return why the file at ``place`` can't be written."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        folder = os.path.dirname(place.path)
        return MayNotWrite(path=place.shown, why=reason(error), folder=folder)
    return CantWrite(path=place.shown, why=reason(error))


def unchanged(place: Place, folder: int, name: str, before: Content) -> None:
    """See that the file ``name`` in the open ``folder`` is the one that was read.

    Raises:
        FileBusy: it is not.
        OSError: the system refuses to look.
    """
    try:
        now = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError as error:
        raise FileBusy(path=place.shown) from error
    if not same(before.status, now):
        raise FileBusy(path=place.shown)
