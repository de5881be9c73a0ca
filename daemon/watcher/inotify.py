"""inotify(7) on an event loop: from a save to our call in 0.1 ms, with no thread in between.

One queue for all folders.  What one read brings of the same file is one
event: an append is "modified" and "closed", a rename over a file four.  Our
own temporary files are passed over here, where they cost least.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable

from ...protocol.places import DRAFT
from . import inotify_queue

log = logging.getLogger("daebug.watcher")

#: The folder is not where it was.
GONE = inotify_queue.DELETE_SELF | inotify_queue.MOVE_SELF

#: The same, or the kernel took its watch away.
_OVER = GONE | inotify_queue.IGNORED

_OURS = os.fsencode(DRAFT)

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
        self._queue = inotify_queue.Queue()
        #: Folders by watch: two paths to the same folder share one.
        self._folders: dict[int, set[str]] = {}
        self._loop.add_reader(self._queue.fd, self._read)

    def watch(self, folder: str, mask: int) -> None:
        """Watch ``folder`` for the events in ``mask``.

        Raises:
            OSError: it is no folder, or the system's watches are used up.
        """
        number = self._queue.add(os.fsencode(folder), mask)
        self._folders.setdefault(number, set()).add(folder)

    def unwatch(self, folder: str) -> None:
        """Watch ``folder`` no more; one that is not watched is no error."""
        for number, folders in list(self._folders.items()):
            folders.discard(folder)
            if not folders:
                self._forget(number)

    def close(self) -> None:
        """Watch nothing any more; safe to call twice."""
        if self._queue.fd >= 0:
            self._loop.remove_reader(self._queue.fd)
            self._queue.close()
            self._folders.clear()

    def _read(self) -> None:
        """Tell what has come."""
        seen: dict[tuple[str, str], int] = {}
        for number, mask, name in self._queue.read():
            if mask & inotify_queue.OVERFLOW:
                log.warning("the queue of file events overflowed; looking at everything")
                self._lost()
                continue
            folders = tuple(self._folders.get(number, ()))
            over = mask & _OVER
            if over:
                self._forget(number)
            elif name.startswith(_OURS):
                continue
            for folder in folders:
                key = (folder, os.fsdecode(name))
                seen[key] = seen.get(key, 0) | mask | (GONE if over else 0)
        for (folder, name_), mask in seen.items():
            self._saw(folder, name_, mask)

    def _forget(self, number: int) -> None:
        """Let go of a watch; the kernel may have done so already."""
        if self._folders.pop(number, None) is not None:
            self._queue.remove(number)
