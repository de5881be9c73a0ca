"""inotify(7) as it is: folders to numbers, a descriptor to wait for, events as tuples.

watchdog's reader hands on one event a call, from a thread of its own; a tree of
five thousand folders needs the events in batches and cheap watches.  Linux only.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

#: Bits of ``mask`` in sys/inotify.h.
MODIFY, ATTRIB, CLOSE_WRITE = 0x2, 0x4, 0x8
MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x40, 0x80, 0x100, 0x200
DELETE_SELF, MOVE_SELF = 0x400, 0x800
OVERFLOW, IGNORED, ISDIR = 0x4000, 0x8000, 0x40000000
_ONLYDIR, _DONT_FOLLOW, _EXCL_UNLINK = 0x01000000, 0x02000000, 0x04000000

#: What is asked of a folder in a tree.
WANTED = (
    MODIFY | ATTRIB | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE
    | DELETE_SELF | MOVE_SELF | _ONLYDIR | _DONT_FOLLOW | _EXCL_UNLINK
)  # fmt: skip

#: What is asked of the folder above a root: whether the root goes.
WANTED_ABOVE = MOVED_FROM | DELETE | _ONLYDIR | _DONT_FOLLOW

#: Bytes of one read: room for some thousand events.  Python makes a buffer of the whole
#: size first, and one of over 128 KiB is mapped anew each time: 20 us for a single event.
_READ_BYTES = 64 * 1024

_HEAD = struct.Struct("iIII")

#: Watch number, mask, name in the folder (bytes; empty = the folder itself).
Event = tuple[int, int, bytes]


def available() -> bool:
    """Whether this system has inotify."""
    return sys.platform.startswith("linux")


class Queue:
    """One queue of events."""

    def __init__(self) -> None:
        """Open it.

        Raises:
            OSError: the user's instances are used up (EMFILE).
        """
        libc = ctypes.CDLL(None, use_errno=True)
        self._add = libc.inotify_add_watch
        self._add.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
        self._remove = libc.inotify_rm_watch
        self.fd = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        if self.fd < 0:
            raise error(ctypes.get_errno(), "inotify")

    def add(self, folder: bytes, mask: int = WANTED) -> int:
        """Watch ``folder`` for ``mask``, return its number; one that is watched keeps its own.

        Raises:
            OSError: it is gone, no folder, or the user's watches are used up (ENOSPC).
        """
        number = int(self._add(self.fd, folder, mask))
        if number < 0:
            raise error(ctypes.get_errno(), os.fsdecode(folder))
        return number

    def remove(self, number: int) -> None:
        """Watch a folder no more; a number that is gone already is no error."""
        self._remove(self.fd, number)

    def read(self) -> list[Event]:
        """Return what is in the queue now, oldest first; nothing if it is empty."""
        try:
            return _events(os.read(self.fd, _READ_BYTES))
        except BlockingIOError:
            return []

    def close(self) -> None:
        """Watch nothing any more."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def _events(data: bytes) -> list[Event]:
    """Return the events in one read."""
    events = []
    at = 0
    while at < len(data):
        number, mask, _, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size + length
        events.append((number, mask, data[at - length : at].rstrip(b"\0")))
    return events


def error(code: int, path: str) -> OSError:
    """Return what ``code`` of errno.h means here."""
    why = os.strerror(code)
    if code in (errno.ENOSPC, errno.EMFILE):
        why += " (sysctl fs.inotify.max_user_watches, max_user_instances)"
    return OSError(code, why, path)
