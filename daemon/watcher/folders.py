"""Many folders read at once, each watched before: ``libfolders.so``.

It is compiled when Daebug is installed.  Its threads never want Python's lock, so they read
while the names that came are judged; without it a tree is walked folder by folder.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

#: Where the compiled reader is, if it was built.
LIBRARY = Path(__file__).with_name("libfolders.so")

#: Folders that one thread reads in a row.
TOGETHER = 64

#: Times ``TOGETHER`` folders that are asked for before the first answer is taken.
AHEAD = 4

#: ``struct head`` in ``folders.c``.
_HEAD = struct.Struct("=iiII")

_SIZE = ctypes.c_size_t
_POINTER = ctypes.c_void_p


class Read(NamedTuple):
    """One folder."""

    #: Of errno.h; 0 = it was read.
    error: int
    #: Number of its watch; negative = -errno, it is not watched.
    watch: int
    #: Its files and its folders, each name with a NUL behind it.
    files: str
    folders: str


@functools.cache
def library() -> ctypes.CDLL | None:
    """Return the compiled reader, if there is one."""
    try:
        found = ctypes.CDLL(str(LIBRARY))
    except OSError:
        return None
    for name, result, arguments in (
        ("open", _POINTER, [ctypes.c_int, ctypes.c_uint32]),
        ("ask", _POINTER, [_POINTER, ctypes.c_char_p, _SIZE, ctypes.c_uint32]),
        ("take", _POINTER, [_POINTER, _POINTER, ctypes.POINTER(_SIZE)]),
        ("unwatch", None, [_POINTER]),
        ("free", None, [_POINTER]),
        ("close", None, [_POINTER]),
    ):
        call = getattr(found, f"folders_{name}")
        call.restype, call.argtypes = result, arguments
    return found


class Reader:
    """Threads that read folders, in the order in which they are asked for."""

    def __init__(self, queue: int, mask: int) -> None:
        """Watch by the inotify queue ``queue`` for ``mask``; negative = not at all.

        Raises:
            OSError: there is no compiled reader, or no thread for it.
        """
        self._library: Any = library()
        self._reader = self._library and self._library.folders_open(queue, mask)
        if not self._reader:
            raise OSError(errno.ENOSYS, "folders are not read ahead here")
        self._asked: deque[int] = deque()

    def __len__(self) -> int:
        """How often was asked and not yet taken."""
        return len(self._asked)

    def ask(self, folders: list[bytes]) -> None:
        """Have ``folders`` read.

        Raises:
            MemoryError: as it says.
        """
        paths = b"\0".join(folders) + b"\0"
        batch = self._library.folders_ask(self._reader, paths, len(paths), len(folders))
        if not batch:
            raise MemoryError
        self._asked.append(batch)

    def take(self) -> Iterator[Read]:
        """Return what the oldest question came to, folder by folder; wait for it.

        Raises:
            MemoryError: as it says.
        """
        size = _SIZE()
        batch = self._asked.popleft()
        try:
            data = self._library.folders_take(self._reader, batch, ctypes.byref(size))
            if not data:
                raise MemoryError
            return _folders(ctypes.string_at(data, size.value))
        finally:
            self._library.folders_free(batch)

    def unwatch(self) -> None:
        """Have no folder watched that no thread has begun with."""
        self._library.folders_unwatch(self._reader)

    def close(self) -> None:
        """Wait for the threads, and end them."""
        self._library.folders_close(self._reader)
        while self._asked:
            self._library.folders_free(self._asked.popleft())


def _folders(data: bytes) -> Iterator[Read]:
    """Yield the folders of one answer."""
    at = 0
    while at < len(data):
        error, watch, files, folders = _HEAD.unpack_from(data, at)
        start = at + _HEAD.size
        middle = start + files
        at = middle + folders
        yield Read(error, watch, os.fsdecode(data[start:middle]), os.fsdecode(data[middle:at]))
