"""See that files were saved: one call a change, at once, on the event loop.

Linux: ``inotify``, 0.1 ms from the save to the call, where watchdog's
``Observer`` takes 1.5 ms and stalls half a second on a file that is moved out.
Elsewhere: the ``Observer``.  A folder that does not exist yet is looked for in
the folder above it by whoever asked for it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from . import inotify, inotify_queue

#: inotify(7): the file is whole (closed, renamed into place), gone, or has other permissions.
WHOLE = (
    inotify_queue.CLOSE_WRITE | inotify_queue.MOVED_TO | inotify_queue.MOVED_FROM
    | inotify_queue.DELETE | inotify_queue.ATTRIB
)  # fmt: skip
#: inotify(7): written by somebody who keeps it open; made (a folder, say).
PART = inotify_queue.MODIFY | inotify_queue.CREATE
#: inotify(7): the folder itself is gone.
GONE = inotify.GONE

#: After a write by somebody who keeps the file open, this long without another.
QUIET_S = 0.03

#: What a changed name is reported as when the queue overflowed: look at everything.
EVERYTHING = ""

Told = Callable[[str, str], None]


class Edits:
    """Folders that are watched; ``told(folder, name)`` for each file that changed."""

    def __init__(self, told: Told) -> None:
        """Call ``told`` on the running loop; an empty name means: look at everything."""
        self._told = told
        self._loop = asyncio.get_running_loop()
        self._folders: dict[str, Any] = {}
        self._waiting: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._source: Any = None

    def watch(self, folder: str) -> None:
        """Watch the files of ``folder``, not those of folders in it.

        Raises:
            OSError: there is no such folder, or the system's watches are used up.
        """
        if folder in self._folders:
            return
        if not os.path.isdir(folder):
            raise FileNotFoundError(folder)
        if sys.platform.startswith("linux"):
            self._folders[folder] = self._inotify(folder)
        else:
            self._folders[folder] = self._observer(folder)

    def unwatch(self, folder: str) -> None:
        """Stop to watch ``folder``; one that is gone already is no error."""
        held = self._folders.pop(folder, None)
        if held is None or self._source is None:
            return
        if sys.platform.startswith("linux"):
            self._source.unwatch(folder)
        else:
            self._source.unschedule(held)

    def close(self) -> None:
        """Stop to watch everything."""
        if isinstance(self._source, inotify.Inotify):
            self._source.close()
        elif self._source is not None:
            self._source.stop()
            self._source.join(timeout=2.0)
        self._source = None
        self._folders.clear()

    def saw(self, folder: str, name: str, mask: int) -> None:
        """Take one event, on the loop: whole files at once, others when they are quiet."""
        if mask & GONE:
            self._folders.pop(folder, None)
            self._told(folder, EVERYTHING)
            return
        waiting = self._waiting.pop((folder, name), None)
        if waiting is not None:
            waiting.cancel()
        if mask & WHOLE:
            self._told(folder, name)
            return
        timer = self._loop.call_later(QUIET_S, self._quiet, folder, name)
        self._waiting[folder, name] = timer

    def _quiet(self, folder: str, name: str) -> None:
        """A file that is still open was not written to for a while."""
        self._waiting.pop((folder, name), None)
        self._told(folder, name)

    def _inotify(self, folder: str) -> Any:
        """Watch by inotify; return something for the watch."""
        if self._source is None:
            self._source = inotify.Inotify(self.saw, self._lost)
        self._source.watch(folder, WHOLE | PART | GONE)
        return folder

    def _lost(self) -> None:
        """Events were lost: look at everything."""
        for folder in list(self._folders):
            self._told(folder, EVERYTHING)

    def _observer(self, folder: str) -> Any:
        """Watch by what the system has; return the watch."""
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer

        loop, saw = self._loop, self.saw

        class Events(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                for path in (event.src_path, event.dest_path):
                    name = os.path.basename(os.fsdecode(path))
                    if name and event.event_type not in ("opened", "closed_no_write"):
                        whole = event.event_type != "modified"
                        loop.call_soon_threadsafe(saw, folder, name, WHOLE if whole else PART)

        if self._source is None:
            self._source = Observer()
            self._source.start()
        return self._source.schedule(Events(), folder, recursive=False)
