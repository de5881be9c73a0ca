"""A command that goes on until it is interrupted, and then still says its last words.

The first SIGINT or SIGTERM ends our side of the connection, which tells the
daemon; the second one ends this process as usual.
"""

from __future__ import annotations

import _socket
import contextlib
import signal
import socket
from types import FrameType

#: What a user or a supervisor ends a command with.
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_with(connection: _socket.socket) -> None:
    """End our side of ``connection`` at the first of ``SIGNALS``."""

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        with contextlib.suppress(OSError):  # the daemon has ended meanwhile
            connection.shutdown(socket.SHUT_WR)

    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupted)
