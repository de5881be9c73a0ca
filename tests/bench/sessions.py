"""What debugging costs: to the first breakpoint and to the next line, against a raw DAP client."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import quiet, raw_dap
from tests.bench.entry import Entry, interleaved
from tests.bench.installed import BenchError, Daemon
from tests.bench.raw_dap import RawDap

#: ``start`` may take this share of the raw client's time, and milliseconds on top.
START_SHARE, START_MS = 1.15, 30.0

#: So may ``next``.
NEXT_SHARE, NEXT_MS = 1.5, 10.0

#: A step of ``trace`` may take this share of the raw client's.
TRACE_SHARE = 1.2

#: Milliseconds for a container of 10,000 elements.
ELEMENTS_MS = 100.0

#: A daemon that keeps no adapter ready.
NO_SPARE = "[adapters]\nspare = false\n"


@dataclass(frozen=True)
class Subject:
    """A program under an adapter."""

    adapter: str
    program: Path
    source: Path
    line: int
    raw: Callable[[], RawDap]
    #: More options of ``start``.
    options: tuple[str, ...] = ()
    #: More text of the settings.
    settings: str = ""
    #: A step takes it 20 ms: a fifth of the steps will do.
    slow: bool = False

    @property
    def words(self) -> list[str]:
        """The command that runs it to its breakpoint."""
        return ["start", str(self.program), "-b", f"{self.source}:{self.line}", *self.options]


def starts(subject: Subject, launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure ``start`` to the first breakpoint, with a spare adapter and without."""
    with (
        Daemon(launcher, work, subject.settings) as spared,
        Daemon(launcher, work, NO_SPARE + subject.settings) as plain,
    ):

        def raw() -> float:
            begun = time.perf_counter()
            client = subject.raw()
            took = (time.perf_counter() - begun) * 1000
            client.close()
            return took

        def without() -> float:
            took = plain.ms(*subject.words)
            plain.run("stop")
            return took

        def with_spare() -> float:
            took = spared.ms(*subject.words)
            quiet.spare(spared)
            spared.run("stop")
            return took

        trials = {"raw": raw, "without": without, "spare": with_spare}
        samples = interleaved(trials, rounds)
    floor = Entry("raw", "ms", samples["raw"]).median
    most = START_SHARE * floor + START_MS
    name = f"start, {subject.adapter}"
    return [
        Entry(f"{name}, spare", "ms", samples["spare"], floor, most),
        Entry(f"{name}, no spare", "ms", samples["without"], floor, most),
    ]


def nexts(subject: Subject, launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure ``next`` with full context, the whole command."""
    with ExitStack() as stack:
        daemon = stack.enter_context(Daemon(launcher, work, NO_SPARE + subject.settings))
        daemon.run(*subject.words)
        client = subject.raw()
        stack.callback(client.close)

        def raw() -> float:
            begun = time.perf_counter()
            raw_dap.next_line(client)
            return (time.perf_counter() - begun) * 1000

        samples = interleaved({"raw": raw, "next": lambda: daemon.ms("next")}, rounds)
    floor = Entry("raw", "ms", samples["raw"]).median
    most = NEXT_SHARE * floor + NEXT_MS
    return [Entry(f"next, {subject.adapter}", "ms", samples["next"], floor, most)]


def traces(subject: Subject, launcher: Path, work: Path, rounds: int, steps: int) -> list[Entry]:
    """Measure a step of ``trace``, against a loop that steps and looks."""
    with ExitStack() as stack:
        daemon = stack.enter_context(Daemon(launcher, work, NO_SPARE + subject.settings))
        daemon.run(*subject.words)
        daemon.run("breakpoint", "remove", "1")
        client = subject.raw()
        stack.callback(client.close)
        client.ask("setBreakpoints", source={"path": str(subject.source)}, breakpoints=[])
        steps = steps // 5 if subject.slow else steps
        words = ["trace", "--limit", str(steps), "--keep", "10", "--timeout", "60"]

        def raw() -> float:
            begun = time.perf_counter()
            for _ in range(steps):
                raw_dap.next_line(client)
            return (time.perf_counter() - begun) * 1000 / steps

        samples = interleaved({"raw": raw, "trace": lambda: daemon.ms(*words) / steps}, rounds)
        told = daemon.run(*words[:2], "5", "--json")
        if json.loads(told)["ended"] != "limit":
            raise BenchError(f"the trace ended early: {told}")
    floor = Entry("raw", "ms", samples["raw"]).median
    name = f"trace, a step, {subject.adapter}"
    return [Entry(name, "ms", samples["trace"], floor, TRACE_SHARE * floor)]


def elements(subject: Subject, launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure ``print`` of containers with 10,000 elements each, the whole command."""
    names = ("many", "table", "array")
    with Daemon(launcher, work, NO_SPARE + subject.settings) as daemon:
        daemon.run(*subject.words)
        for name in names:
            shown = daemon.run("print", name)
            if not any(words in shown for words in ("9950 more", "10000 parts")):
                raise BenchError(f"{name} is not cut: {shown[:200]}")
        trials = {name: partial(daemon.ms, "print", name) for name in names}
        samples = interleaved(trials, rounds)
    title = f"10,000 elements, {subject.adapter}"
    return [Entry(f"{title}, {name}", "ms", samples[name], None, ELEMENTS_MS) for name in names]
