"""Walk a whole tree, many folders ahead: as ``walking.walk``, which goes one by one.

In a tree of fifty thousand files most of the time is the system's, for a watch and a
look into each folder; here it works on two cores while a third of it goes into judging
the names.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterator

from . import folders, inotify_queue, walking
from .folders import AHEAD, TOGETHER, Read, Reader
from .level import Level
from .walking import Folder
from .watches import FULL, Watches

#: A folder that went, became something else, or is not ours to read is passed over.
_PASSED = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM)


def walk(root: str, watches: Watches) -> Iterator[Folder]:
    """Yield the folders of ``root``, those above first; each was watched before it was read.

    Raises:
        OSError: one can't be read, for a reason that is not its own.
    """
    level = Level(walking.user())
    if folders.library() is None:
        yield from walking.walk(root, "", level, watches.enter)
        return
    source = watches.source
    reader = Reader(-1 if source is None else source.fd, inotify_queue.WANTED)
    try:
        yield from _walked(root, level, reader, watches)
    finally:
        reader.close()


def _walked(root: str, level: Level, reader: Reader, watches: Watches) -> Iterator[Folder]:
    """Ask for folders, take them, ask for those in them."""
    made_up = walking.pseudo(root)
    above = os.fsencode(root.rstrip("/")) + b"/"
    waiting = [("", level)]
    asked: deque[list[tuple[str, Level]]] = deque()
    while waiting or asked:
        while waiting and len(reader) < AHEAD:
            some = waiting[-TOGETHER:]
            del waiting[-TOGETHER:]
            reader.ask([above + os.fsencode(path) for path, _ in some])
            asked.append(some)
        for (path, outer), read in zip(asked.popleft(), reader.take(), strict=True):
            if _passed(path, read, reader, watches):
                continue
            folder = walking.folder(root, path, outer, read.files, read.folders)
            yield folder
            inner = ((f"{path}{name}/", folder.level) for name in reversed(folder.folders))
            waiting += [one for one in inner if one[0] not in made_up]


def _passed(path: str, read: Read, reader: Reader, watches: Watches) -> bool:
    """Keep the watch of a folder; return whether it could not be read."""
    if read.error in _PASSED:
        return True
    if read.error:
        raise OSError(read.error, os.strerror(read.error), path)
    if not watches.unwatched:
        if read.watch >= 0:
            watches.entered(path, read.watch)
        elif -read.watch in FULL:
            watches.give_up(inotify_queue.error(-read.watch, path))
        if watches.unwatched:
            reader.unwatch()
    return False
