"""The benchmarks run; their real limits are for a machine that does nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import tools
from tests.bench.__main__ import PAGES, QUICK
from tests.bench.entry import Entry
from tests.bench.installed import ROOT

#: Seconds of a quick run on a slow machine.
PATIENCE_S = 110.0

#: Benchmarks of commands, and of sessions under debuggers of native programs.
NATIVE = ("status", "cold", "lldb-dap", "gdb", "codelldb", "output", "memory")

#: Benchmarks of sessions under all others.
OTHERS = ("delve", "debugpy", "node", "bash")

#: Benchmarks of the tools for files, shells and terminals.
WORKSPACE = ("shell-parse", "terminal", "tools", "edit", "locks", "lists", "queries", "events")

#: Entries of pages that there are on every machine.
ALWAYS = (
    "save to job dispatched",
    "save to job read by the page",
    "save to reply, light page",
    "find in 4 kB, read on",
    "find in 5 MB, read on",
    "10,000 test results",
    "1,000,000 events, msgpack",
    "1,000,000 events, json",
)


def test_an_entry_over_its_limit_is_not_ok() -> None:
    assert Entry("x", "ms", [1.0, 9.0, 2.0], limit=2.0).ok
    assert not Entry("x", "ms", [1.0, 9.0, 2.1], limit=2.0).ok


def test_an_entry_tells_its_figures_and_how_many_floors_they_are() -> None:
    told = Entry("x", "ms", [3.0, 1.0, 2.0], floor=0.5, limit=4.0).document()
    assert told == {
        "name": "x",
        "unit": "ms",
        "median": 2.0,
        "min": 1.0,
        "runs": 3,
        "floor": 0.5,
        "ratio": 4.0,
        "limit": 4.0,
        "ok": True,
    }


@pytest.mark.slow
@pytest.mark.adapter
@pytest.mark.timeout(PATIENCE_S + 10)
@pytest.mark.usefixtures("cc", "lldb_dap")
def test_a_quick_run_measures_native_sessions_and_keeps_the_easy_limits(tmp_path: Path) -> None:
    tools.need("gdb")
    entries = quick(tmp_path, [*NATIVE])
    limited = [name for name, entry in entries.items() if entry["limit"] is not None]
    assert len(limited) >= 17, limited
    assert all(entry["median"] > 0 for entry in entries.values())


@pytest.mark.slow
@pytest.mark.adapter
@pytest.mark.timeout(PATIENCE_S + 10)
@pytest.mark.usefixtures("cc")
def test_a_quick_run_measures_other_sessions_and_keeps_the_easy_limits(tmp_path: Path) -> None:
    for adapter in ("delve", "debugpy", "node"):
        tools.need(adapter)
    entries = quick(tmp_path, [*OTHERS])
    limited = [name for name, entry in entries.items() if entry["limit"] is not None]
    assert len(limited) >= 21, limited
    assert all(entry["median"] > 0 for entry in entries.values())


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S + 10)
@pytest.mark.usefixtures("cc")
def test_a_quick_run_measures_pages_and_loses_nothing(tmp_path: Path) -> None:
    entries = quick(tmp_path, [*PAGES])
    names = (*ALWAYS, *(f"{QUICK.pages} {way}s, jobs lost" for way in ("socket", "poll")))
    assert set(names) <= set(entries)
    lost = [name for name in entries if name.endswith(("lost", "not accounted for"))]
    assert [entries[name]["median"] for name in lost] == [0, 0, 0]


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S + 10)
@pytest.mark.usefixtures("cc")
def test_a_quick_run_measures_the_tools_for_files_and_keeps_the_easy_limits(
    tmp_path: Path,
) -> None:
    entries = quick(tmp_path, [*WORKSPACE])
    limited = [name for name, entry in entries.items() if entry["limit"] is not None]
    assert len(limited) >= 20, limited
    # What is remembered takes less than the last figure that is told.
    assert all(entry["median"] >= 0 for entry in entries.values())


def quick(folder: Path, words: list[str]) -> dict[str, dict[str, Any]]:
    """Measure what ``words`` name, with few samples; return the entries by name."""
    wanted = folder / "bench.json"
    only = [word for name in words for word in ("--only", name)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--json", wanted, *only],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / ".pkg")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {entry["name"]: entry for entry in json.loads(wanted.read_text())["entries"]}
