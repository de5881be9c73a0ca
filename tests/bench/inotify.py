"""The kernel's word that a file was saved, with nothing in between."""

from __future__ import annotations

import ctypes
import os
import select
from pathlib import Path

from tests.bench.installed import BenchError

#: Seconds for a save that is waited for.
PATIENCE_S = 20.0

#: inotify(7): closed after writing, moved here, modified.
CLOSE_WRITE, MOVED_TO, MODIFY = 0x8, 0x80, 0x2

_libc = ctypes.CDLL(None, use_errno=True)


class Saves:
    """What happens in one folder."""

    def __init__(self, folder: Path, mask: int = CLOSE_WRITE | MOVED_TO) -> None:
        """Watch ``folder`` for the events of ``mask``."""
        self._fd = _libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if _libc.inotify_add_watch(self._fd, os.fsencode(folder), mask) < 0:
            raise BenchError(f"{folder} can't be watched: {os.strerror(ctypes.get_errno())}")
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)

    def wait(self) -> None:
        """Return when something happened since the last time.

        Raises:
            BenchError: nothing did, for ``PATIENCE_S``.
        """
        if not self._poll.poll(PATIENCE_S * 1000):
            raise BenchError("nothing was written")
        os.read(self._fd, 1 << 16)

    def close(self) -> None:
        """Watch no more."""
        os.close(self._fd)
