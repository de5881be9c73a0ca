"""inotify(7) on an event loop: from a save to our call in 0.1 ms, with no thread in between.

One descriptor for all folders.  What one read brings of the same file is one
event: an append is "modified" and "closed", a rename over a file four.  Our
own temporary files are passed over here, where they cost least.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import logging
import os
import struct
from collections.abc import Callable

from .files import TEMPORARY

log = logging.getLogger("daebug.watcher")

#: IN_DELETE_SELF, IN_MOVE_SELF: the folder is not where it was.
GONE = 0x400 | 0x800

#: IN_Q_OVERFLOW, IN_IGNORED: events were lost; the kernel took a watch away.
_OVERFLOW, _IGNORED = 0x4000, 0x8000

#: Bytes of one read: some hundred events.
_READ_BYTES = 64 * 1024

#: struct inotify_event without the name: watch, mask, cookie, length of the name.
_EVENT = struct.Struct("iIII")

_OURS = os.fsencode(TEMPORARY)

#: Called with folder, name (empty: the folder itself) and the bits that inotify told.
Saw = Callable[[str, str, int], None]


class Inotify:
    """The watches of one process."""

    def __init__(self, saw: Saw, lost: Callable[[], None]) -> None:
        """Call ``saw`` on the running loop, and ``lost`` when the kernel's queue was full.

        Raises:
            OSError: the system has no more of it to give.
        """
        self._saw = saw
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._checked(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC), "inotify")
        #: Folders by watch: two paths to the same folder share one.
        self._folders: dict[int, set[str]] = {}
        self._loop.add_reader(self._fd, self._read)

    def watch(self, folder: str, mask: int) -> None:
        """Watch ``folder`` for the events in ``mask``.

        Raises:
            OSError: it is no folder, or the system's watches are used up.
        """
        path = os.fsencode(folder)
        number = self._checked(self._libc.inotify_add_watch(self._fd, path, mask), folder)
        self._folders.setdefault(number, set()).add(folder)

    def unwatch(self, folder: str) -> None:
        """Watch ``folder`` no more; one that is not watched is no error."""
        for number, folders in list(self._folders.items()):
            folders.discard(folder)
            if not folders:
                self._forget(number)

    def close(self) -> None:
        """Watch nothing any more; safe to call twice."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1
            self._folders.clear()

    def _read(self) -> None:
        """Tell what has come."""
        try:
            data = os.read(self._fd, _READ_BYTES)
        except BlockingIOError:
            return
        seen: dict[tuple[str, str], int] = {}
        at = 0
        while at < len(data):
            number, mask, _, size = _EVENT.unpack_from(data, at)
            at += _EVENT.size + size
            name = data[at - size : at].rstrip(b"\0")
            if mask & _OVERFLOW:
                log.warning("the queue of file events overflowed; looking at everything")
                self._lost()
                continue
            folders = tuple(self._folders.get(number, ()))
            if mask & (GONE | _IGNORED):
                self._forget(number)
                mask |= GONE
            elif name.startswith(_OURS):
                continue
            for folder in folders:
                key = (folder, os.fsdecode(name))
                seen[key] = seen.get(key, 0) | mask
        for (folder, name_), mask in seen.items():
            self._saw(folder, name_, mask)

    def _forget(self, number: int) -> None:
        """Let go of a watch; the kernel may have done so already."""
        if self._folders.pop(number, None) is not None:
            self._libc.inotify_rm_watch(self._fd, number)

    def _checked(self, result: int, what: str) -> int:
        """Return what a call of the system answered.

        Raises:
            OSError: that it failed.
        """
        if result >= 0:
            return result
        code = ctypes.get_errno()
        why = os.strerror(code)
        if code in (errno.ENOSPC, errno.EMFILE):
            why += " (sysctl fs.inotify.max_user_watches, max_user_instances)"
        raise OSError(code, why, what)
