"""Processes as the bridge sees them: when they started, when and how they ended.

``Watch`` tells the end of any process by a pidfd, child of ours or not, and
its status from the kernel (Linux 6.15) or from ``wait``; no number is guessed
here.  Where there is no pidfd a thread waits for a child, and a process that is
no child is not watched.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import struct
import subprocess
import threading
from pathlib import Path

import msgspec

#: pidfd_info of linux/pidfd.h, 64 bytes: mask, cgroup id, eleven 32-bit ids, exit code.
_INFO = struct.Struct("=QQ11Ii")
#: _IOWR(0xFF, 11, 64 bytes)
_PIDFD_GET_INFO = 0xC040FF0B
_PIDFD_INFO_EXIT = 1 << 3

#: Seconds until a process that ended has also been waited for by its parent; long,
#: for on a busy machine the adapter may be late, and its word is the worse one.
REAPED_S = 2.0


class End(msgspec.Struct, frozen=True, kw_only=True):
    """How a process ended: a code or a signal."""

    code: int | None = None
    #: ``SIGSEGV``; empty = none.
    signal: str = ""
    #: The system told it; else it is an adapter's word.
    certain: bool = False


def ended(wait_status: int) -> End:
    """Return what a wait status (wait(2)) says."""
    code = os.waitstatus_to_exitcode(wait_status)
    return End(code=code, certain=True) if code >= 0 else killed(-code)


def killed(number: int) -> End:
    """Return the end by signal ``number``."""
    return End(signal=signal_name(number), certain=True)


def signal_name(number: int) -> str:
    """Return ``SIGSEGV`` for 11; a real-time signal is ``SIG35``."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def started(pid: int) -> int:
    """Return when ``pid`` started, in clock ticks since boot; 0 = not known.

    Source: proc(5), /proc/pid/stat, field 22.  The name in field 2 may hold
    blanks and brackets, so fields are counted from its last bracket.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return 0
    return int(text.rpartition(")")[2].split()[19])


def name(pid: int) -> str:
    """Return the name of ``pid`` as the kernel has it; empty = it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def unwaited(pid: int) -> int | None:
    """Return the wait status of a process that ended and that its parent has not waited for.

    Source: proc(5), /proc/pid/stat, field 52, "exit_code"; field 3 is ``Z``.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[49]) if fields[0] == "Z" and len(fields) > 49 else None


def below(pid: int) -> dict[int, int]:
    """Return what ``pid`` has started, and what that has: process id -> when it started.

    Source: proc(5), /proc/pid/task/tid/children; empty where the system has no such file.
    """
    found: dict[int, int] = {}
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, path.read_text().split()):
                found[child] = started(child)
                found |= below(child)
    return found


class Watch:
    """One process, from the moment its id is known."""

    def __init__(self, pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
        """Watch ``pid``; ``child`` is given if it is ours to wait for."""
        self.pid = pid
        self.gone = asyncio.Event()
        self._child = child
        self._leads = _leads(pid)
        self._fd = -1
        self._loop = asyncio.get_running_loop()
        try:
            self._fd = os.pidfd_open(pid)
        except AttributeError:
            if child is not None:
                threading.Thread(target=self._await, args=(child,), daemon=True).start()
        except ProcessLookupError:
            self.gone.set()
        else:
            self._loop.add_reader(self._fd, self._readable)

    async def end(self) -> End | None:
        """Return how it ended, or ``None`` if the system does not tell.

        Call it once ``gone`` is set or the adapter said that it ended.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.gone.wait(), REAPED_S)
        if self._child is not None:
            code = self._child.poll()
            return None if code is None else _returned(code)
        deadline = self._loop.time() + REAPED_S
        while self._fd >= 0 and self._loop.time() < deadline:
            status = self._status()
            if status is None:
                status = unwaited(self.pid)
            if status is not None:
                return ended(status)
            await asyncio.sleep(0.002)
        return None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal, to the whole group if the process leads one; gone is fine."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._leads:
                # Children that the process left behind are in its group too.
                os.killpg(self.pid, number)
            elif self.gone.is_set():
                return
            elif self._fd >= 0:
                signal.pidfd_send_signal(self._fd, number)
            else:
                os.kill(self.pid, number)

    def close(self) -> None:
        """Stop watching."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _readable(self) -> None:
        self._loop.remove_reader(self._fd)
        if self._child is not None:
            self._child.poll()
        self.gone.set()

    def _await(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self._loop.call_soon_threadsafe(self.gone.set)

    def _status(self) -> int | None:
        """Return the wait status that the kernel keeps for the pidfd, if it does.

        Source: linux/pidfd.h, PIDFD_INFO_EXIT; it is there once the parent has
        waited for the process.
        """
        import fcntl  # not on Windows, where there is no pidfd either

        for _ in range(2):
            info = bytearray(_INFO.pack(_PIDFD_INFO_EXIT, *[0] * 13))
            try:
                fcntl.ioctl(self._fd, _PIDFD_GET_INFO, info)
            except OSError as error:
                if error.errno == errno.ESRCH:
                    # It was waited for between the kernel's two looks; the next one finds it.
                    continue
                if error.errno in (errno.ENOTTY, errno.EINVAL):
                    break
                return None
            mask, *_, status = _INFO.unpack(info)
            return status if mask & _PIDFD_INFO_EXIT else None
        self.close()  # an older kernel: no use asking again
        return None


def _leads(pid: int) -> bool:
    """Whether ``pid`` is the leader of its process group.

    One that has ended already can't be asked; children that it left behind are in
    a group of its number if it led one, and if not there is no such group.
    """
    try:
        return os.getpgid(pid) == pid
    except ProcessLookupError:
        return True
    except OSError:
        return False


def _returned(code: int) -> End:
    return End(code=code, certain=True) if code >= 0 else killed(-code)
