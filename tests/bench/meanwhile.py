"""How long others wait for the daemon while it edits a text of many megabytes."""

from __future__ import annotations

import statistics
import subprocess
from pathlib import Path

from tests.bench.entry import Entry
from tests.bench.installed import PATIENCE_S, BenchError, Daemon
from tests.bench.lists import Asker
from tests.bench.workspace import functions

#: Milliseconds within which 99 of 100 asks are to be answered meanwhile.
ASKED_MS = 20.0

#: What is looked for, and the exit status: one place, a block at many, one that is nowhere.
SOUGHT = (("const x = 77;", 0), ("  return x;\n}", 2), ("nothing\nof this\nis there", 4))


def edits(launcher: Path, work: Path, size_bytes: int, rounds: int) -> list[Entry]:
    """Measure edits of a file of ``size_bytes``, and typed asks for ``version`` all the while."""
    root = work / "meanwhile"
    root.mkdir()
    with Daemon(launcher, root) as daemon:
        asker = Asker(daemon, root)
        (root / "short").write_text("a\n")
        daemon.run("edit", "short", "--old", "a", "--new", "b")
        alone = [asker.ms("version") for _ in range(300)]
        told = [Entry("ask, nobody edits, p99", "ms", [_p99(alone)])]
        for old, status in SOUGHT:
            waits = []
            for number in range(rounds):
                name = f"long-{status}-{number}"
                (root / name).write_text(functions(size_bytes // 80))
                waits += _asked(
                    daemon, asker, ["edit", name, "--old", old, "--new", "other"], status
                )
            called = f"ask, {size_bytes / 1e6:g} MB edited, p99"
            told.append(Entry(called, "ms", [_p99(waits)], told[0].median, ASKED_MS))
    return told


def _p99(waits: list[float]) -> float:
    """Return what 99 of 100 are below."""
    return statistics.quantiles(waits, n=100)[98]


def _asked(daemon: Daemon, asker: Asker, words: list[str], status: int) -> list[float]:
    """Return the milliseconds of each ask while an edit goes on.

    Raises:
        BenchError: the edit ended otherwise than it should.
    """
    waits = []
    null = subprocess.DEVNULL
    with subprocess.Popen(
        [daemon.launcher, *words], cwd=daemon.work, env=daemon.env, stdout=null, stderr=null
    ) as edit:
        while edit.poll() is None:
            waits.append(asker.ms("version"))
        if edit.wait(PATIENCE_S) != status:
            raise BenchError(f"the edit ended with {edit.returncode}")
    return waits
