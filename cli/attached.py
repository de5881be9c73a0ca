"""This terminal handed to a program of the daemon: every key as it is, and every change of size.

Kept out of ``thin``: only ``daebug term attach`` needs it.
"""

from __future__ import annotations

import os
import signal
import sys

if sys.platform != "win32":
    import termios
    import tty

#: What a shell reports of a command that SIGTERM or SIGHUP ended, less the signal's number.
KILLED = 128


class Raw:
    """Standard input in raw mode, from the moment this is made until ``restore``."""

    def __init__(self) -> None:
        """Make the terminal raw.

        Raises:
            OSError: standard input is no terminal.
        """
        #: Readable when the size may have changed.
        self.changed, self._waker = os.pipe()
        if sys.platform == "win32":
            raise OSError("there is no raw terminal on this system")
        os.set_blocking(self.changed, False)
        os.set_blocking(self._waker, False)
        try:
            self._before = termios.tcgetattr(0)
            # What was typed ahead is for the program.
            tty.setraw(0, termios.TCSADRAIN)
        except termios.error as error:
            raise OSError(*error.args) from error
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGWINCH, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)

    def size_frame(self) -> bytes:
        """Return the frame that tells the size of the terminal as it is now."""
        try:
            os.read(self.changed, 4096)
        except BlockingIOError:
            pass  # asked for before any change
        cols, rows = os.get_terminal_size(0)
        numbers = b"\xcd" + cols.to_bytes(2, "big") + b"\xcd" + rows.to_bytes(2, "big")
        body = b"\x92\x01\x92" + numbers
        return len(body).to_bytes(4, "big") + body

    def restore(self) -> None:
        """Make the terminal what it was before."""
        if sys.platform != "win32":
            signal.set_wakeup_fd(-1)
            termios.tcsetattr(0, termios.TCSADRAIN, self._before)


def _leave(number: int, _: object) -> None:
    """End, by way of ``restore``."""
    raise SystemExit(KILLED + number)
