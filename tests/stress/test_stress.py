"""The stress program, short: nothing is lost, nothing runs twice, whoever is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import tool
from tests.stress.run import ROLES, Sizes, run
from tests.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def played(sizes: Sizes) -> None:
    """Play, and fail with what is wrong."""
    with TemporaryDirectory(prefix="dae-", dir="/tmp") as folder:
        verdicts, kills = run(Path(folder), sizes)
    wrong = [one for one in verdicts if not one.ok]
    assert not wrong
    assert verdicts[-1].answered > sizes.pages
    assert bool(kills) == bool(sizes.kill)


def test_twenty_pages_with_agents_and_editors_lose_nothing() -> None:
    played(Sizes(seconds=8.0, pages=20))


@pytest.mark.parametrize("role", ROLES)
def test_nothing_runs_twice_or_is_dropped_when_a_process_is_killed(role: str) -> None:
    played(Sizes(seconds=4.0, pages=9, kill=role))


def test_real_pages_lose_nothing() -> None:
    tool("Chromium", ["chromium", "chromium-browser", "google-chrome"])
    # A process of its own: Playwright may be at work in this one.
    words = ["--seconds", "3", "--pages", "0", "--chromium", "3"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.stress", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / ".pkg")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
