"""The bytes of a file: read whole, and replaced as a whole or not at all.

A file is replaced by renaming a new one over it, so a reader, or a daemon that
is killed, finds the old content or the new, never a part.  Mode, owner and
extended attributes go along.  Before the rename the file must still be the
one that was read.  All paths are real ones of ``containment``; everything here
blocks and belongs into a thread.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass

from ...protocol.errors.daemon import CantWrite
from ...protocol.errors.usage import NoSuchFile
from ...protocol.errors.workspace import (
    CantRead,
    FileBusy,
    FileExists,
    FileTooLarge,
    NotAFile,
    ReadOnlyFile,
)
from .containment import Place, entered, reason

#: How often a file is read anew that changes while it is read.
TRIES = 3

#: How the folder of a file names what is about to replace it.
PREFIX = ".daebug-"

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC

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
            fd = os.open(name or ".", _READ, dir_fd=at)
        finally:
            os.close(at)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchFile(path=place.shown, near="", folder=folder) from error
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise NotAFile(path=place.shown, kind="a socket") from error
        raise CantRead(path=place.shown, why=reason(error), folder=folder) from error
    kind = stat.S_IFMT(os.fstat(fd).st_mode)
    if kind != stat.S_IFREG:
        os.close(fd)
        raise NotAFile(path=place.shown, kind=_KINDS.get(kind, "something else"))
    return fd


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


@dataclass
class Draft:
    """New content that lies beside its file and waits for the rename."""

    place: Place
    folder: int
    name: str
    temporary: str
    #: What is replaced; ``None`` = there must be no file yet.
    before: Content | None


def draft(place: Place, data: bytes, before: Content | None, *, mode: int | None = None) -> Draft:
    """Write ``data`` beside the file at ``place``; ``put`` or ``drop`` comes next.

    Missing folders are made where there was no file.  ``mode``: other permissions than it has.

    Raises:
        ReadOnlyFile, CantWrite: nothing is left behind.
    """
    if before is not None and not before.status.st_mode & 0o222:
        mode_told = f"{stat.S_IMODE(before.status.st_mode):04o}"
        raise ReadOnlyFile(path=place.shown, mode=mode_told)
    above, name = os.path.split(place.path)
    temporary = f"{PREFIX}{os.urandom(6).hex()}"
    folder = -1
    try:
        folder = entered(above, make=before is None)
        if before is not None and not os.access(name, os.W_OK, dir_fd=folder):
            raise PermissionError(errno.EACCES, "permission denied")
        fd = os.open(temporary, _MAKE, 0o666, dir_fd=folder)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                if before is not None:
                    _dress(fd, before.status, name, folder)
                if mode is not None:
                    os.fchmod(fd, mode)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise
    except OSError as error:
        if folder >= 0:
            os.close(folder)
        raise CantWrite(path=place.shown, why=reason(error)) from error
    return Draft(place, folder, name, temporary, before)


def put(one: Draft) -> None:
    """Make a draft the file; it is used up either way.

    Raises:
        FileBusy: somebody wrote the file since it was read.
        FileExists: somebody made it meanwhile.
        CantWrite: the system refuses.
    """
    try:
        if one.before is not None:
            _unchanged(one.place, one.folder, one.name, one.before)
        if one.before is None:
            # A link fails where a rename would replace what somebody made meanwhile.
            os.link(one.temporary, one.name, src_dir_fd=one.folder, dst_dir_fd=one.folder)
            os.unlink(one.temporary, dir_fd=one.folder)
        else:
            os.replace(one.temporary, one.name, src_dir_fd=one.folder, dst_dir_fd=one.folder)
    except FileExistsError as error:
        raise FileExists(path=one.place.shown, more="", verb="write") from error
    except OSError as error:
        raise CantWrite(path=one.place.shown, why=reason(error)) from error
    finally:
        drop(one)


def drop(one: Draft) -> None:
    """Take a draft away, if it is still there."""
    if one.folder < 0:
        return
    with suppress(OSError):
        os.unlink(one.temporary, dir_fd=one.folder)
    os.close(one.folder)
    one.folder = -1


def remove(place: Place, before: Content) -> None:
    """Take the file at ``place`` away, if it is the one that was read.

    Raises:
        FileBusy: somebody wrote it since.
        CantWrite: the system refuses.
    """
    folder, name = os.path.split(place.path)
    try:
        at = entered(folder)
        try:
            _unchanged(place, at, name, before)
            os.unlink(name, dir_fd=at)
        finally:
            os.close(at)
    except OSError as error:
        raise CantWrite(path=place.shown, why=reason(error)) from error


def _unchanged(place: Place, folder: int, name: str, before: Content) -> None:
    """See that the file is the one that was read."""
    try:
        now = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError as error:
        raise FileBusy(path=place.shown) from error
    if not same(before.status, now):
        raise FileBusy(path=place.shown)


def _dress(fd: int, like: os.stat_result, name: str, folder: int) -> None:
    """Give the new file owner, mode and attributes of the old one, as far as we may."""
    now = os.fstat(fd)
    if (now.st_uid, now.st_gid) != (like.st_uid, like.st_gid):
        with suppress(PermissionError):
            os.fchown(fd, like.st_uid, like.st_gid)
    os.fchmod(fd, stat.S_IMODE(like.st_mode))
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):  # a file system without them
        old = os.open(name, _READ, dir_fd=folder)
        try:
            for attribute in os.listxattr(old):
                with suppress(OSError):  # some belong to the system
                    os.setxattr(fd, attribute, os.getxattr(old, attribute))
        finally:
            os.close(old)
