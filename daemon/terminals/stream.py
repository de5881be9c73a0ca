"""Our end of a program's terminal or pipe: bytes in both directions, nobody blocks.

Reading goes on while nobody looks, so the program does not wait for a reader;
``pause`` makes it wait.  What is typed waits here until the program reads it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

#: Bytes of one read; a terminal gives 4096 at most.
READ_BYTES = 64 * 1024

#: Reads in one turn of the loop, before others get theirs.
READS = 32

#: Reads after the end of a program, for what is left in the kernel's buffers.
LAST_READS = 1024


class Stream:
    """One descriptor, open until the other side is closed or ``close`` is called."""

    def __init__(self, fd: int, came: Callable[[bytes], None], over: Callable[[], None]) -> None:
        """Hand what comes from ``fd``, which is now ours, to ``came``; tell its end to ``over``."""
        os.set_blocking(fd, False)
        #: The descriptor; -1 = closed.
        self.fd = fd
        #: Bytes that the program has not read.
        self.waiting = bytearray()
        self._came = came
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._paused = False
        self._loop.add_reader(fd, self._readable)

    def write(self, data: bytes) -> None:
        """Type ``data``; what the program does not take now waits."""
        self.waiting += data
        self._writable()

    def pause(self) -> None:
        """Read no more for now."""
        if not self._paused and self.fd >= 0:
            self._paused = True
            self._loop.remove_reader(self.fd)

    def resume(self) -> None:
        """Read again."""
        if self._paused and self.fd >= 0:
            self._paused = False
            self._loop.add_reader(self.fd, self._readable)

    def drain(self) -> None:
        """Read what is there now, all of it."""
        for _ in range(LAST_READS):
            if not self._read():
                return

    def close(self) -> None:
        """Close our end: a program in a terminal gets SIGHUP."""
        if self.fd < 0:
            return
        self._loop.remove_reader(self.fd)
        self._loop.remove_writer(self.fd)
        os.close(self.fd)
        self.fd = -1
        self._over()

    def _readable(self) -> None:
        for _ in range(READS):
            if self._paused or not self._read():
                return

    def _read(self) -> bool:
        """Read once; tell whether there may be more."""
        if self.fd < 0:
            return False
        try:
            data = os.read(self.fd, READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:  # EIO: nobody has the terminal's other side any more
            data = b""
        if not data:
            self.close()
            return False
        self._came(data)
        return True

    def _writable(self) -> None:
        while self.waiting and self.fd >= 0:
            try:
                written = os.write(self.fd, self.waiting[:READ_BYTES])
            except BlockingIOError:
                self._loop.add_writer(self.fd, self._writable)
                return
            except OSError:  # the other side is gone
                self.waiting.clear()
                return
            del self.waiting[:written]
        if self.fd >= 0:
            self._loop.remove_writer(self.fd)
