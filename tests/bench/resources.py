"""What the daemon holds while it is idle, and how fast the output of a program passes."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.bench import quiet
from tests.bench.entry import Entry, interleaved
from tests.bench.installed import BenchError, Daemon
from tests.bench.sessions import Subject

#: Megabytes of all five processes together.
MEMORY_MB = 60.0

#: Roles beside hub and zygote.
ROLES = ("bridge", "watcher", "gateway")

SETTINGS = f"[daemon]\nprestart = {list(ROLES)}\n"


def memory(subject: Subject, launcher: Path, work: Path) -> list[Entry]:
    """Measure the memory of all processes of the daemon with one stopped session."""
    with Daemon(launcher, work, SETTINGS.replace("'", '"')) as daemon:
        daemon.run(*subject.words)
        quiet.spare(daemon)

        def up() -> dict[str, int]:
            return {p["name"]: p["pid"] for p in daemon.status()["processes"] if p["state"] == "up"}

        wanted = {"zygote", "hub", *ROLES}
        quiet.until(f"{sorted(wanted)} to be up", lambda: set(up()) == wanted)
        pids = up()
        quiet.rest(list(pids.values()))
        each = {name: pss_mb(pid) for name, pid in pids.items()}
    entries = [Entry(f"memory, {name}", "MB", [mb]) for name, mb in each.items()]
    return [Entry("memory, all five", "MB", [sum(each.values())], limit=MEMORY_MB), *entries]


def pss_mb(pid: int) -> float:
    """Return the memory of ``pid``, its share of what is shared, in megabytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise BenchError(f"no Pss of process {pid}")


def output(program: Path, launcher: Path, work: Path, *, size: int, rounds: int) -> list[Entry]:
    """Measure a program that writes ``size`` bytes, from ``start`` to its exit."""
    with Daemon(launcher, work) as daemon:

        def debugged() -> float:
            took = daemon.ms("start", str(program), "--run", "--", "flood", str(size))
            told = daemon.run("output", "--tail", "1")
            kept = int(told.rpartition("--since ")[2])
            if kept < size:
                raise BenchError(f"{kept} of {size} bytes were kept")
            daemon.run("stop")
            return took

        trials = {"plain": lambda: terminal_ms(program, size), "debugged": debugged}
        samples = interleaved(trials, rounds)
    floor = Entry("plain", "ms", samples["plain"]).median
    return [Entry(f"output of {size / 1e6:g} MB", "ms", samples["debugged"], floor)]


def terminal_ms(program: Path, size: int) -> float:
    """Run ``program`` on a terminal and read all that it writes; return the milliseconds."""
    ours, theirs = os.openpty()
    begun = time.perf_counter()
    onto = [(os.POSIX_SPAWN_DUP2, theirs, 1), (os.POSIX_SPAWN_CLOSE, ours)]
    pid = os.posix_spawn(program, [str(program), "flood", str(size)], os.environ, file_actions=onto)
    os.close(theirs)
    try:
        while os.read(ours, 1 << 16):
            pass
    except OSError:
        pass  # EIO: the program has left the terminal
    os.waitpid(pid, 0)
    os.close(ours)
    return (time.perf_counter() - begun) * 1000
