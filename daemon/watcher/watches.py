"""Which folders of a tree the system watches for us, by number and by path."""

from __future__ import annotations

import contextlib
import errno
import logging
import os

from . import inotify_queue, walking
from .inotify_queue import Queue

log = logging.getLogger("daebug.watcher")

#: A tree with more folders is listed only: the system's watches are for others too.
MOST_FOLDERS = 50_000

#: Stand for the folder with ``exclude`` in it and for that above the root: none of the tree.
EXCLUDE, ABOVE = "\0exclude", "\0above"

#: The system has no room for one more watch.
FULL = (errno.ENOSPC, errno.ENOMEM)


class Watches:
    """The watches of one tree."""

    def __init__(self, root: str) -> None:
        """Watch nothing yet."""
        self._root = root
        self._numbers: dict[int, str] = {}
        self._paths: dict[str, int] = {}
        self._queue: Queue | None = None
        #: Why nothing is watched; empty = it is.
        self.unwatched = ""

    @property
    def source(self) -> Queue | None:
        """Where events come from; ``None`` = nothing is watched."""
        return None if self.unwatched else self._queue

    def open(self) -> None:
        """Open the system's queue, if there is one to be had."""
        if not inotify_queue.available():
            self.unwatched = "this system has no inotify"
            return
        try:
            self._queue = Queue()
        except OSError as error:
            self.give_up(error)

    def give_up(self, error: OSError) -> None:
        """The system's watches are used up: from here on the tree is listed only.

        The queue stays open until ``close``: a thread may be about to add to it.
        """
        log.warning("%s is not watched: %s", self._root, error)
        self.unwatched = error.strerror or str(error)

    def close(self) -> None:
        """Watch no more."""
        if self._queue is not None:
            self._queue.close()
            self._queue = None

    def enter(self, path: str) -> None:
        """Watch a folder that is about to be read.

        Raises:
            OSError: it is gone, or no folder.
        """
        if self.source is None:
            return
        try:
            number = self.source.add(os.fsencode(os.path.join(self._root, path)))
        except OSError as error:
            if error.errno not in FULL:
                raise
            self.give_up(error)
            return
        self.entered(path, number)

    def entered(self, path: str, number: int) -> None:
        """Keep the number of a folder that is watched since just now."""
        if len(self._paths) >= MOST_FOLDERS:
            self.give_up(OSError(errno.ENOSPC, f"it has more than {MOST_FOLDERS} folders"))
            return
        self._numbers[number] = path
        self._paths[path] = number

    def enter_around(self) -> None:
        """Watch where the repository keeps patterns of its own, and the folder above the root.

        A root in which somebody stands is told as deleted only there.
        """
        place = os.path.join(walking.git_folder(self._root), "info")
        if self.source is not None and os.path.isdir(place):
            with contextlib.suppress(OSError):
                self._numbers[self.source.add(os.fsencode(place))] = EXCLUDE
        above = os.path.dirname(self._root)
        if self.source is not None and above != self._root:
            with contextlib.suppress(OSError):  # one that we may not read
                number = self.source.add(os.fsencode(above), inotify_queue.WANTED_ABOVE)
                self._numbers[number] = ABOVE

    def path(self, number: int) -> str | None:
        """Return which folder a number is of; ``None`` = of none any more."""
        return self._numbers.get(number)

    def ended(self, number: int) -> None:
        """Forget a watch that the system has ended."""
        self._numbers.pop(number, None)

    def leave(self, path: str) -> None:
        """Watch a folder no more."""
        number = self._paths.pop(path, None)
        if number is not None and self.source is not None:
            self._numbers.pop(number, None)
            self.source.remove(number)
