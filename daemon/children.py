"""The zygote's children: one record each, its descriptor, its crashes, its end.

The descriptor becomes readable when the child is gone: a pidfd on Linux, else
one end of a socket pair whose other end only the child holds.
"""

from __future__ import annotations

import os
import select
import signal
import socket as sockets
import subprocess
import time

from ..protocol import states


class Child:
    """One role as its parent sees it; ``state`` follows ``states.PROCESS``."""

    def __init__(self, name: str) -> None:
        """A role that has not been forked."""
        self.name = name
        self.state = "absent"
        self.pid = 0
        self.last_pid = 0
        self.pidfd = -1
        self.crashes = 0
        #: Monotonic seconds of the next fork, while ``waiting``.
        self.again_at = 0.0
        self._forked_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def forked(
        self, pid: int, leash: sockets.socket, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        """It runs as ``pid``; it holds the other end of ``leash``."""
        self.state = states.advance(states.PROCESS, self.state, "forked")
        self.pid = self.last_pid = pid
        self._process = process
        if hasattr(os, "pidfd_open"):
            self.pidfd = os.pidfd_open(pid)
            leash.close()
        else:
            self.pidfd = leash.detach()
        self._forked_at = time.monotonic()

    def lived_s(self) -> float:
        """Return the seconds since the last fork."""
        return time.monotonic() - self._forked_at

    def due(self, now: float) -> bool:
        """Whether it waits to be forked and the wait is over at ``now``."""
        return self.state == "waiting" and self.again_at <= now

    def reap(self) -> tuple[str, bool]:
        """Collect the dead process; return how it ended and whether that was a clean end."""
        if self._process is not None:
            code = self._process.wait()
        else:
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.pidfd)
        self.pidfd, self.pid = -1, 0
        if code < 0:
            return f"signal {signal.Signals(-code).name}", False
        return f"exit status {code}", code == 0

    def plan(self, crashes: int, first_s: float, most_s: float) -> None:
        """Plan the next fork after ``crashes`` earlier ones, with doubling waits."""
        self.state = states.advance(states.PROCESS, self.state, "died")
        self.crashes = crashes + 1
        self.again_at = time.monotonic() + min(first_s * 2**crashes, most_s)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, to this very process and no successor of its pid."""
        if self.pidfd >= 0:
            try:
                if hasattr(signal, "pidfd_send_signal"):
                    signal.pidfd_send_signal(self.pidfd, number)
                else:
                    os.kill(self.pid, number)
            except ProcessLookupError:
                return


def end(children: list[Child], grace_s: float) -> None:
    """SIGTERM all that live, wait ``grace_s`` seconds together, SIGKILL the rest.

    The dead are left to be reaped.
    """
    living = [child for child in children if child.pidfd >= 0]
    for child in living:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    for child in living:
        if not _gone(child, max(0.0, deadline - time.monotonic())):
            child.signal(signal.SIGKILL)
            _gone(child, 1.0)


def _gone(child: Child, wait_s: float) -> bool:
    """Whether ``child`` ends within ``wait_s`` seconds."""
    poll = select.poll()
    poll.register(child.pidfd, select.POLLIN)
    return bool(poll.poll(wait_s * 1000))
