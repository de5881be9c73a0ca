"""One watched tree: its files, and what the system tells of them.

A thread of its own does all: it walks, then waits for events, so that a folder
of a hundred thousand files holds up nobody.  What it knows belongs to it; it
speaks by ``tell``, which must be safe to call from here.  A folder is watched
before it is read: what comes in between is seen twice, never not at all.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import stat
import threading
from collections.abc import Callable

from ...protocol.facts import Fact
from ...protocol.places import DRAFT
from ...protocol.trees import TreeListed, TreeLost
from . import ahead, inotify_queue, walking
from .batch import Batch
from .inotify_queue import Event
from .level import Level
from .walking import Folder
from .watches import ABOVE, EXCLUDE, Watches

log = logging.getLogger("daebug.watcher")

#: More files than this are not listed.
MOST_FILES = 1_000_000

#: Longest sleep of the thread, in milliseconds; whoever wants something wakes it.
_SLEEP_MS = 60_000

_GONE = inotify_queue.DELETE_SELF | inotify_queue.MOVE_SELF
_CAME = inotify_queue.CREATE | inotify_queue.MOVED_TO
_WENT = inotify_queue.DELETE | inotify_queue.MOVED_FROM


class Tree:
    """A root that is listed, and watched where the system can."""

    def __init__(self, root: str, watch: int, tell: Callable[[Fact], None]) -> None:
        """Know nothing yet; ``tell`` takes the facts, from another thread."""
        self.root = root
        self.watch = watch
        self._tell = tell
        self._folders: dict[str, Folder] = {}
        self._watches = Watches(root)
        self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._caught: list[Callable[[], None]] = []
        self._closing = False
        self._lost = ""
        self._thread: threading.Thread | None = None

    def scan(self) -> TreeListed:
        """Walk the tree, watching it; to be called once, in a thread.

        Raises:
            OSError: the root is not there, or can't be read.
        """
        os.scandir(self.root).close()
        self._watches.open()
        count = left_out = 0
        pieces: list[str] = []
        for folder in ahead.walk(self.root, self._watches):
            self._folders[folder.path] = folder
            count += len(folder.files)
            if count > MOST_FILES:
                left_out += len(folder.files)
                continue
            if folder.files:
                between = f"\0{folder.path}"
                pieces += (folder.path, between.join(folder.files), "\0")
        self._watches.enter_around()
        return TreeListed(
            files=os.fsencode("".join(pieces)),
            folders=len(self._folders),
            unwatched=self._watches.unwatched,
            left_out=left_out,
            other_ignores=any(folder.other_ignores for folder in self._folders.values()),
        )

    def follow(self) -> None:
        """Begin to tell what changes, until ``close``."""
        if self._watches.source is None:
            return
        self._thread = threading.Thread(target=self._run, name=f"tree {self.root}", daemon=True)
        self._thread.start()

    def catch_up(self, caught: Callable[[], None]) -> None:
        """Call ``caught`` when all that happened until now is told."""
        if self._thread is None or not self._thread.is_alive():
            caught()
            return
        self._caught.append(caught)
        self._prod()
        if not self._thread.is_alive():  # it ended just now, and may not have seen this one
            self._answer()

    def close(self) -> None:
        """Watch no more."""
        self._closing = True
        self._prod()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
        for fd in self._wake:
            os.close(fd)
        self._wake = (-1, -1)
        self._watches.close()

    def _prod(self) -> None:
        """Wake the thread."""
        if self._wake[1] >= 0:
            with contextlib.suppress(BlockingIOError):  # it has much to wake up for already
                os.write(self._wake[1], b"!")

    def _run(self) -> None:
        """Tell what happens, until the end."""
        source = self._watches.source
        assert source is not None
        poll = select.poll()
        poll.register(source.fd, select.POLLIN)
        poll.register(self._wake[0], select.POLLIN)
        try:
            while not self._closing and not self._lost:
                poll.poll(_SLEEP_MS)
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake[0], 4096)
                waiting, self._caught = self._caught, []
                while not self._lost and (events := source.read()):
                    self._take(events)
                for caught in waiting:
                    caught()
        except Exception as error:
            log.exception("the tree %s is lost", self.root)
            self._lost = self._lost or f"{type(error).__name__}: {error}"
        if self._lost and not self._closing:
            self._tell(TreeLost(root=self.root, watch=self.watch, why=self._lost))
        self._answer()

    def _answer(self) -> None:
        """Tell those who wait for what happened that there is no more to come."""
        while self._caught:
            self._caught.pop()()

    def _take(self, events: list[Event]) -> None:
        """Take a batch of events, tell what it comes to."""
        batch = Batch()
        for number, mask, raw in events:
            if mask & inotify_queue.OVERFLOW:
                self._lost = "more happened than the system remembers"
                return
            path = self._watches.path(number)
            if path is None:
                continue
            if path == ABOVE:
                if raw == os.fsencode(os.path.basename(self.root)):
                    self._lost = "the folder is gone"
                continue
            if path == EXCLUDE:
                if raw == b"exclude":
                    self._lost = "the repository's patterns were changed"
                continue
            if mask & inotify_queue.IGNORED:
                self._watches.ended(number)
            elif mask & _GONE:
                if not path:
                    self._lost = "the folder is gone"
            elif raw:
                self._changed(path, os.fsdecode(raw), mask, batch)
        if told := batch.fact(self.root, self.watch):
            self._tell(told)

    def _changed(self, path: str, name: str, mask: int, batch: Batch) -> None:
        """Take one event of ``name`` in the folder ``path``."""
        folder = self._folders.get(path)
        if folder is None:
            return
        if name in walking.NAMES or (name == ".git" and mask & (_CAME | _WENT)):
            self._lost = f"{path}{name} was changed"
        is_folder = bool(mask & inotify_queue.ISDIR)
        if folder.level.ignored(path + name, name, folder=is_folder):
            return
        whole = path + name
        if is_folder:
            if mask & _WENT:
                self._left(f"{whole}/", batch)
            elif mask & _CAME:
                self._arrived(f"{whole}/", folder.level, batch)
            batch.other = True
        elif mask & _WENT:
            batch.gone(whole, listed=name in folder.files)
            folder.files.discard(name)
        elif name in folder.files:
            batch.wrote(whole)
        elif not name.startswith(DRAFT) and _is_file(os.path.join(self.root, whole)):
            folder.files.add(name)
            batch.came(whole)
        else:
            batch.other = True

    def _arrived(self, path: str, level: Level, batch: Batch) -> None:
        """A folder came, perhaps with files in it."""
        for folder in walking.walk(self.root, path, level, self._watches.enter):
            known = self._folders.get(folder.path)
            self._folders[folder.path] = folder
            if folder.other_ignores:
                self._lost = f"{folder.path}.ignore came"
            for name in folder.files - (known.files if known else set()):
                batch.came(folder.path + name)
        self._lost = self._lost or self._watches.unwatched

    def _left(self, path: str, batch: Batch) -> None:
        """A folder went, with all in it; one that was moved is still watched where it is now."""
        for inner in [one for one in self._folders if one.startswith(path)]:
            for name in self._folders.pop(inner).files:
                batch.gone(inner + name, listed=True)
            self._watches.leave(inner)


def _is_file(path: str) -> bool:
    """Whether there is a file, no link, at ``path``."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
