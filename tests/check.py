"""``python -m tests.check``: all checks, in the order of their price; stops at the first failure.

Words after it go to pytest, which runs the files of tests side by side: most of their time
they wait for a program (``-n 0``: one after the other).  Without words the benchmarks come
last, when nothing else runs.  The CI runs the same, and tries tests that failed once more,
without the others: thousands of them drive real programs on two cores, where now and then
one is starved.  Who fails alone as well has failed; who does not is named in the first summary.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: pytest's exit status for tests that ran and failed, and for nothing else.
TESTS_FAILED = 1

#: Files of tests that run at once.
AT_ONCE = min(max(os.cpu_count() or 1, 2), 4)

#: Tests that want the machine for themselves.
BENCH = "tests/bench"

CHECKS = (
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy"],
)


def main(words: list[str]) -> int:
    """Return the status of the first check that fails, else 0."""
    beside = ["pytest", f"--numprocesses={AT_ONCE}", "--dist=loadfile"]
    tests = [[*beside, *words]] if words else [[*beside, f"--ignore={BENCH}"], ["pytest", BENCH]]
    for check in (*CHECKS, *tests):
        print("$", *check, flush=True)
        status = _run(*check)
        if check in tests and status == TESTS_FAILED and "CI" in os.environ:
            print("$ pytest --last-failed", flush=True)
            status = _run("pytest", "--last-failed", "--last-failed-no-failures=none")
        if status:
            return status
    return 0


def _run(*words: str) -> int:
    """Run a module of this Python; return its exit status."""
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
