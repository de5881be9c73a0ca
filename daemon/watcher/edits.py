"""See that files were saved: one call a change, at once, on the event loop.

Linux: watchdog's inotify reader with a callback of ours, 0.25 ms from the save
to the call, where its ``Observer`` takes 1.5 ms and stalls half a second on a
file that is moved out.  Elsewhere: the ``Observer``.  A folder that does not
exist yet is looked for in the folder above it by whoever asked for it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

log = logging.getLogger("daebug.watcher")

#: inotify(7): the file is whole (closed, renamed into place), or gone.
WHOLE = 0x8 | 0x80 | 0x40 | 0x200
#: inotify(7): written by somebody who keeps it open; made (a folder, say).
PART = 0x2 | 0x100
#: inotify(7): the folder itself is gone.
GONE = 0x400 | 0x800

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
            self._source.remove_callbacks([(held, folder)])
        else:
            self._source.unschedule(held)

    def close(self) -> None:
        """Stop to watch everything."""
        if self._source is not None:
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
        """Watch by inotify; return the watch."""
        from watchdog.observers.inotify_c import InotifyFD  # Linux only

        if self._source is None:
            self._source = InotifyFD()
            self._source.start()
        callback = _Callback(self._loop, folder, self.saw)
        mask = WHOLE | PART | GONE
        return self._source.add_callback(os.fsencode(folder), mask, callback, folder)

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


class _Callback:
    """Carries events from watchdog's thread to the loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        folder: str,
        saw: Callable[[str, str, int], None],
    ) -> None:
        self._loop = loop
        self._folder = folder
        self._saw = saw

    def on_event(self, event: Any) -> None:
        """watchdog: an event of this watch."""
        self._tell(os.fsdecode(event.name or b""), event.mask)

    def on_watch_deleted(self, wd: int) -> None:
        """watchdog: the folder is gone."""
        del wd
        self._tell(EVERYTHING, GONE)

    def on_queue_overflow(self) -> None:
        """watchdog: events were lost (inotify(7), IN_Q_OVERFLOW)."""
        log.warning("the queue of file events overflowed; looking at everything")
        self._tell(EVERYTHING, WHOLE)

    def _tell(self, name: str, mask: int) -> None:
        try:
            self._loop.call_soon_threadsafe(self._saw, self._folder, name, mask)
        except RuntimeError:
            return  # the loop is closed: the role ends
