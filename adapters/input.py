"""The debuggee's standard input: bytes wait here until it reads them.

Our end never blocks.  A terminal ends its input by a control character, a pipe
by being closed.
"""

from __future__ import annotations

import asyncio
import os

from ..protocol.errors.programs import NoInput

#: Bytes that may wait for a program that does not read.
WAITING_BYTES = 16 * 1024 * 1024

#: VEOF, what a terminal takes for the end of input (termios(3)).
END_OF_INPUT = b"\x04"


class Input:
    """Our end of a debuggee's standard input."""

    def __init__(self, session: str, fd: int, *, end: bytes = b"") -> None:
        """Write to ``fd``; ``end`` is what ends the input of a terminal."""
        os.set_blocking(fd, False)
        self._session = session
        self._fd = fd
        self._end = end
        self._waiting = bytearray()
        self._ending = False
        self._held = False
        self._loop = asyncio.get_running_loop()

    def hold(self) -> None:
        """Don't close before ``release``: the debuggee has not opened its side yet."""
        self._held = True

    def release(self) -> None:
        """The debuggee has its side open; close ours if that was asked meanwhile."""
        self._held = False
        self._writable()

    def write(self, data: bytes, *, program: str) -> None:
        """Queue ``data``.

        Raises:
            NoInput: input was ended before, or too much of it waits already.
        """
        if self._ending or self._fd < 0:
            raise NoInput(session=self._session, why="it was closed", program=program)
        if len(self._waiting) + len(data) > WAITING_BYTES:
            why = f"{len(self._waiting)} bytes wait already and the program does not read"
            raise NoInput(session=self._session, why=why, program=program)
        self._waiting += data
        self._writable()

    def finish(self) -> None:
        """End the input once all that waits is written."""
        if not self._ending:
            self._ending = True
            self._waiting += self._end
            self._writable()

    def close(self) -> None:
        """Close our end now."""
        if self._fd >= 0:
            self._loop.remove_writer(self._fd)
            if not self._end:  # a terminal's descriptor belongs to its reader
                os.close(self._fd)
            self._fd = -1

    def _writable(self) -> None:
        if self._fd < 0:
            return
        while self._waiting:
            try:
                written = os.write(self._fd, self._waiting[:65536])
            except BlockingIOError:
                self._loop.add_writer(self._fd, self._writable)
                return
            except OSError:  # the reader is gone
                self.close()
                return
            del self._waiting[:written]
        self._loop.remove_writer(self._fd)
        if self._ending and not self._held and not self._end:
            self.close()
