"""``python -m tests.check``: all checks, in the order of their price; stops at the first failure.

Words after it go to pytest.  The CI runs the same.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

CHECKS = (
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy"],
    ["pytest"],
)


def main(words: list[str]) -> int:
    """Return the status of the first check that fails, else 0."""
    for check in CHECKS:
        print("$", *check, flush=True)
        more = words if check == ["pytest"] else []
        status = subprocess.run([sys.executable, "-m", *check, *more], cwd=ROOT, check=False)
        if status.returncode:
            return status.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
