"""Pages that log without end: every event is accounted for, and commands are answered meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import flood, quiet
from tests.bench.entry import Entry
from tests.bench.installed import BenchError, module
from tests.bench.resources import pss_mb
from tests.bench.served import Served

#: Milliseconds for a million events, and for ``status`` meanwhile.
MILLION_MS, STATUS_MS = 1000.0, 10.0

#: Megabytes that gateway and hub may take on.
MEMORY_MB = 100.0

#: Processes that send, and events in a batch.
PROCESSES, BATCH = 2, 1000

#: Events a second where the speed is given.
PACE = 1_000_000

#: Seconds between two looks at how the hub does.
STATUS_S = 0.05

#: Seconds for what was sent to be with the hub.
PATIENCE_S = 20.0

#: Clock ticks of a second.
TICKS_S = os.sysconf("SC_CLK_TCK")


@dataclass
class Run:
    """What came of one flood."""

    sent: int
    counted: int
    #: From the first event to the last one counted, seconds.
    took_s: float
    status_ms: list[float]
    memory_mb: float
    #: Processor time of gateway and of hub, seconds.
    cpu_s: tuple[float, float]

    @property
    def million_ms(self) -> float:
        """Milliseconds for a million events."""
        return self.took_s * 1e9 / self.counted if self.counted else float("inf")


def entries(launcher: Path, work: Path, seconds: float) -> list[Entry]:
    """Measure floods of ``seconds``: as fast as may be in both forms, and at the given speed."""
    del work
    floor = _floor_ms(seconds)
    with Served(launcher) as served:
        free = {form: _run(served, form, seconds, 0) for form in ("msgpack", "json")}
        paced = _run(served, "msgpack", seconds, PACE)
    made = [
        Entry(f"1,000,000 events, {form}", "ms", [run.million_ms], floor, MILLION_MS)
        for form, run in free.items()
    ]
    runs = [*free.values(), paced]
    sent, counted = (sum(getattr(run, key) for run in runs) for key in ("sent", "counted"))
    return [
        *made,
        *(
            Entry(f"{form}: time of {role}", "ms", [used * 1e9 / max(run.counted, 1)])
            for form, run in free.items()
            for role, used in zip(("gateway", "hub"), run.cpu_s, strict=True)
        ),
        Entry("events not accounted for", "", [sent - counted], limit=0.0),
        Entry("1,000,000 a second: sent", "%", [100 * paced.sent / (PACE * seconds)]),
        Entry("1,000,000 a second: status", "ms", paced.status_ms, limit=STATUS_MS),
        Entry("flood, status", "ms", free["msgpack"].status_ms),
        Entry("flood, memory", "MB", [max(run.memory_mb for run in runs)], limit=MEMORY_MB),
    ]


def _run(served: Served, form: str, seconds: float, pace: int) -> Run:
    """Have ``PROCESSES`` pages send for ``seconds``; return when all was counted."""
    pids = [served.pid(role) for role in ("gateway", "hub")]
    quiet.rest(pids)
    before = sum(map(pss_mb, pids))
    with _senders(served, form, seconds, pace) as senders:
        names = [_line(sender) for sender in senders]
        begun, clock = time.perf_counter(), [quiet.ticks(pid) for pid in pids]
        for sender in senders:
            _go(sender)
        status, told = asyncio.run(_watched(served, senders))
        sent = [int(json.loads(line)["sent"]) for line in told]
        counted = _counted(served, names, sent)
        took = time.perf_counter() - begun
        memory = sum(map(pss_mb, pids)) - before
        used = [(quiet.ticks(pid) - at) / TICKS_S for pid, at in zip(pids, clock, strict=True)]
    return Run(sum(sent), sum(counted), took, status, memory, (used[0], used[1]))


@contextlib.contextmanager
def _senders(
    served: Served, form: str, seconds: float, pace: int
) -> Iterator[list[subprocess.Popen[str]]]:
    """Give processes that wait to send."""
    words = [form, str(BATCH), str(seconds), str(pace // PROCESSES)]
    senders = [
        module("tests.bench.flood", str(served.port), served.token, f"{form}-{pace}-{n}", *words)
        for n in range(PROCESSES)
    ]
    try:
        yield senders
    finally:
        for sender in senders:
            sender.kill()
            sender.communicate()


async def _watched(
    served: Served, senders: list[subprocess.Popen[str]]
) -> tuple[list[float], list[str]]:
    """Ask for the status until all have sent; return what that took, and what they told."""
    loop = asyncio.get_running_loop()
    waiting = [loop.run_in_executor(None, _line, sender) for sender in senders]
    told = asyncio.gather(*waiting)
    status: list[float] = []
    while not told.done():
        status.append(await served.ask_ms("status"))
        await asyncio.wait({told}, timeout=STATUS_S)
    return status, await told


def _counted(served: Served, names: list[str], sent: list[int]) -> list[int]:
    """Return the events of each realm that the hub knows of, once they are as many as ``sent``.

    Raises:
        BenchError: there are more.
    """
    deadline = time.perf_counter() + PATIENCE_S
    while True:
        known = {one["realm"]: one.get("events", 0) for one in served.realms()}
        counted = [int(known[name]) for name in names]
        if counted == sent or time.perf_counter() > deadline:
            return counted
        if any(more > of for more, of in zip(counted, sent, strict=True)):
            raise BenchError(f"sent {sent}, counted {counted}")


def _floor_ms(seconds: float) -> float:
    """Return the milliseconds in which a million events are only read from a connection."""
    size = len(flood.batch("msgpack", BATCH, 0))
    taker = module("tests.bench.flood_floor", str(size), str(seconds))
    out, _ = taker.communicate(timeout=seconds + PATIENCE_S)
    return float(out) / BATCH * 1e6 * 1e3


def _go(process: subprocess.Popen[str]) -> None:
    """Send a line."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> str:
    """Return the next line of ``process``."""
    assert process.stdout
    return process.stdout.readline().strip()
