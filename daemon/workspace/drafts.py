"""New content that replaces a file as a whole or not at all.

It is written into a file of its own in the same folder, and takes the name of
the old one in one step, so a reader, or a daemon that is killed, finds the old
content or the new, never a part.  Mode, owner and extended attributes go along.
Before that step the file must still be the one that was read.

Where the system can, a draft has no name until it is whole (open(2),
``O_TMPFILE``), so a kill leaves none behind.  One that has a name is locked for
as long as somebody works on it; ``leftovers`` takes those away that nobody does.
Everything here blocks and belongs into a thread.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ...protocol.errors.workspace import FileExists, ReadOnlyFile
from ...protocol.places import DRAFT
from .containment import Place, entered
from .contents import READ, Content, refusal, unchanged

#: A new file, and one without a name.
_NAMED = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC
_UNNAMED = os.O_WRONLY | getattr(os, "O_TMPFILE", 0) | os.O_CLOEXEC

#: What file systems answer that have no files without a name, or no second names.
_LACKING = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EMLINK}


@dataclass
class Draft:
    """New content that waits to become the file."""

    place: Place
    #: What is replaced; ``None`` = there must be no file yet.
    before: Content | None
    #: Open, and locked where it has a name; -1 = used up.
    fd: int
    #: Its name in the folder; empty = it has none.
    temporary: str


def draft(
    place: Place,
    data: bytes,
    before: Content | None,
    *,
    mode: int | None = None,
    durable: bool = True,
) -> Draft:
    """Write ``data`` for the file at ``place``; ``put`` or ``drop`` comes next.

    Missing folders are made where there was no file.  ``mode``: other permissions than it has.
    ``durable``: have it on the disk before it can take the name, so that a power cut, too,
    leaves the old content or the new.

    Raises:
        ReadOnlyFile, MayNotWrite, CantWrite: nothing is left behind.
    """
    if before is not None and not before.status.st_mode & 0o222:
        mode_told = f"{stat.S_IMODE(before.status.st_mode):04o}"
        raise ReadOnlyFile(path=place.shown, mode=mode_told)
    above, name = os.path.split(place.path)
    made: Draft | None = None
    try:
        folder = entered(above, make=before is None)
        try:
            if before is not None and not os.access(name, os.W_OK, dir_fd=folder):
                read_only = os.statvfs(above).f_flag & os.ST_RDONLY
                number = errno.EROFS if read_only else errno.EACCES
                raise OSError(number, os.strerror(number))
            made = empty(place, folder, before)
            fill(made, data)
            if durable:
                os.fsync(made.fd)
            if before is not None:
                _dress(made.fd, before.status, name, folder)
            if mode is not None:
                os.fchmod(made.fd, mode)
        finally:
            os.close(folder)
    except OSError as error:
        if made is not None:
            drop(made)
        raise refusal(place, error) from error
    return made


def empty(place: Place, folder: int, before: Content | None = None) -> Draft:
    """Return an empty draft in ``folder``, the open folder of ``place``; ``fill`` comes next.

    Raises:
        OSError: the system refuses.
    """
    if getattr(os, "O_TMPFILE", 0):
        try:
            fd = os.open(".", _UNNAMED, 0o666, dir_fd=folder)
        except OSError as error:
            if error.errno not in _LACKING:
                raise
        else:
            if os.path.exists(_link(fd)):
                return Draft(place, before, fd, "")
            os.close(fd)  # without /proc it could never be given a name
    while True:
        name = _fresh()
        fd = os.open(name, _NAMED, 0o666, dir_fd=folder)
        _lock(fd)
        if os.fstat(fd).st_nlink:
            return Draft(place, before, fd, name)
        os.close(fd)  # it was swept in the moment before it was locked


def fill(one: Draft, data: bytes) -> None:
    """Add all of ``data``.

    Raises:
        OSError: the system refuses.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(one.fd, view) :]


def put(one: Draft) -> None:
    """Make a draft the file; it is used up either way.

    Raises:
        FileBusy: somebody wrote the file since it was read.
        FileExists: somebody made it meanwhile.
        MayNotWrite, CantWrite: the system refuses.
    """
    _placed(one, _new if one.before is None else _replacing)


def overwrite(one: Draft) -> None:
    """Make a draft the file, whatever is there now; it is used up either way.

    Raises:
        MayNotWrite, CantWrite: the system refuses.
    """
    _placed(one, _over)


def _placed(one: Draft, way: Callable[[Draft, str, int], None]) -> None:
    """Make a draft the file in this ``way``."""
    above, name = os.path.split(one.place.path)
    try:
        folder = entered(above)
        try:
            way(one, name, folder)
        finally:
            os.close(folder)
    except FileExistsError as error:
        raise FileExists(path=one.place.shown, more="", verb="write") from error
    except OSError as error:
        raise refusal(one.place, error) from error
    finally:
        drop(one)


def drop(one: Draft) -> None:
    """Take a draft away, if it is still there."""
    if one.fd < 0:
        return
    if one.temporary:
        with suppress(OSError):
            folder = entered(os.path.dirname(one.place.path))
            try:
                os.unlink(one.temporary, dir_fd=folder)
            finally:
                os.close(folder)
    os.close(one.fd)
    one.fd = -1


def _new(one: Draft, name: str, folder: int) -> None:
    """Give a draft the name of a file that is not there yet.

    Raises:
        FileExistsError: it is there.
    """
    try:
        # A link fails where a rename would replace what somebody made meanwhile.
        if one.temporary:
            os.link(one.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        else:
            os.link(_link(one.fd), name, dst_dir_fd=folder, follow_symlinks=True)
    except OSError as error:
        if error.errno not in _LACKING or not one.temporary:
            raise
        # A file system without links: between this look and the rename somebody may make it.
        with suppress(FileNotFoundError):
            os.stat(name, dir_fd=folder, follow_symlinks=False)
            raise FileExistsError from None
        os.rename(one.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        one.temporary = ""


def _replacing(one: Draft, name: str, folder: int) -> None:
    """Give a draft the name of the file that was read."""
    assert one.before is not None
    unchanged(one.place, folder, name, one.before)
    _over(one, name, folder)


def _over(one: Draft, name: str, folder: int) -> None:
    """Give a draft a name that another file may have."""
    if not one.temporary:  # only a rename replaces a file, and needs a name to start from
        _lock(one.fd)
        temporary = _fresh()
        os.link(_link(one.fd), temporary, dst_dir_fd=folder, follow_symlinks=True)
        one.temporary = temporary
    os.replace(one.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    one.temporary = ""


def _link(fd: int) -> str:
    """Return the path by which open(2) says that a file without a name is given one."""
    return f"/proc/self/fd/{fd}"


def _fresh() -> str:
    """Return a name that no other draft has."""
    return f"{DRAFT}{os.urandom(6).hex()}"


def _lock(fd: int) -> None:
    """Lock a draft against ``leftovers``; a file system that can't is not swept either."""
    with suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
        old = os.open(name, READ, dir_fd=folder)
        try:
            for attribute in os.listxattr(old):
                with suppress(OSError):  # some belong to the system
                    os.setxattr(fd, attribute, os.getxattr(old, attribute))
        finally:
            os.close(old)
