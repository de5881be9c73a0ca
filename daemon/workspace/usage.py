"""What processes use: processor time since the last look, resident memory; never waits."""

from __future__ import annotations

import os
import time

import msgspec

from ..state import State


class Used(msgspec.Struct, kw_only=True):
    """One process."""

    name: str
    pid: int
    #: Per cent of one core since the last look at it, or since it started.
    cpu_percent: float
    #: Resident.
    memory_bytes: int


class Machine(msgspec.Struct, kw_only=True):
    """The machine."""

    cpus: int
    #: Processes that ran or waited to, mean of a minute.
    load: float
    memory_bytes: int
    memory_used_bytes: int


class Usage:
    """Remembers the last look."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        #: Process id -> when it started, processor seconds, when that was (UTC seconds).
        self._last: dict[int, tuple[float, float, float]] = {}

    def measured(self, state: State) -> tuple[list[Used], Machine]:
        """Return the daemon's processes and adapters that run, and the machine."""
        import psutil  # 37 ms to import; few ask

        known = [("zygote", os.getppid()), ("hub", os.getpid())]
        known += [(role.name, role.pid) for role in state.roles.values() if role.pid]
        known += [(adapter, pid) for pid, (adapter, _, _) in state.adapters.items()]
        last, self._last = self._last, {}
        found = []
        for name, pid in known:
            try:
                process = psutil.Process(pid)
                with process.oneshot():
                    times, memory = process.cpu_times(), process.memory_info().rss
                    started = process.create_time()
            except psutil.Error:
                continue  # it ended just now
            used, now = times.user + times.system, time.time()
            before = last.get(pid)
            since, at = before[1:] if before and before[0] == started else (0.0, started)
            self._last[pid] = (started, used, now)
            share = 100 * (used - since) / max(now - at, 0.001)
            found.append(
                Used(name=name, pid=pid, cpu_percent=round(share, 1), memory_bytes=int(memory))
            )
        whole = psutil.virtual_memory()
        return found, Machine(
            cpus=os.cpu_count() or 1,
            load=round(os.getloadavg()[0], 2),
            memory_bytes=int(whole.total),
            memory_used_bytes=int(whole.total - whole.available),
        )
