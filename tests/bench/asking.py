"""What a command costs that asks for nothing: warm through both clients, and with no daemon."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.entry import Entry, interleaved
from tests.bench.installed import Daemon, environment, spawned_ms

#: Milliseconds; the launcher must also be under a share of an empty interpreter.
LAUNCHER_MS, LAUNCHER_SHARE, THIN_SHARE, COLD_MS = 3.0, 0.25, 1.2, 120.0


def round_trips(launcher: Path, thin: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure ``daebug status`` on a warm daemon."""
    empty = [sys.executable, "-c", "pass"]
    with Daemon(launcher, work) as daemon:
        daemon.run("status")
        samples = interleaved(
            {
                "python": lambda: spawned_ms(empty, environment()),
                "launcher": lambda: daemon.ms("status"),
                "thin": lambda: spawned_ms([str(thin), "status"], daemon.env),
            },
            rounds,
        )
    floor = Entry("python -c pass", "ms", samples["python"])
    most = min(LAUNCHER_MS, LAUNCHER_SHARE * floor.median)
    return [
        floor,
        Entry("status, launcher", "ms", samples["launcher"], floor.median, most),
        Entry(
            "status, thin client", "ms", samples["thin"], floor.median, THIN_SHARE * floor.median
        ),
    ]


def cold_start(launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure ``daebug status`` where no daemon runs."""
    empty = [sys.executable, "-c", "pass"]
    with Daemon(launcher, work) as daemon:

        def cold() -> float:
            took = daemon.ms("status")
            daemon.run("stop", "--all")
            return took

        trials = {"python": lambda: spawned_ms(empty, environment()), "cold": cold}
        samples = interleaved(trials, rounds)
        floor = Entry("python -c pass", "ms", samples["python"])
        return [Entry("status, cold start", "ms", samples["cold"], floor.median, COLD_MS)]
