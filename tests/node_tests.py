"""Tests that are written for Node's own runner, run by it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def ran(node: str, file: Path) -> int:
    """Run a file of tests to its end; return how many passed or were skipped.

    Raises:
        AssertionError: one failed; with what the runner says of it.
    """
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", str(file)],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    failed = [line for line in done.stdout.splitlines() if not re.match(r"\s*ok ", line)]
    assert done.returncode == 0, "\n".join(failed)
    told = re.findall(r"^# (?:pass|skipped) (\d+)", done.stdout, re.MULTILINE)
    return sum(map(int, told))
