"""The benchmarks run; their real limits are for a machine that does nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.entry import Entry
from tests.bench.installed import ROOT

#: Seconds of a quick run on a slow machine.
PATIENCE_S = 110.0


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
def test_a_quick_run_measures_everything_and_keeps_the_easy_limits(tmp_path: Path) -> None:
    wanted = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--json", wanted],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / ".pkg")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    entries = {entry["name"]: entry for entry in json.loads(wanted.read_text())["entries"]}
    limited = [name for name, entry in entries.items() if entry["limit"] is not None]
    assert len(limited) == 35, limited
    assert all(entry["median"] > 0 for entry in entries.values())
