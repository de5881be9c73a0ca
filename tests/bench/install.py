"""``python -m tests.bench.install``: what the benchmarks measure Daebug beside, into a cache."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.plugins import install

HERE = Path(__file__).parent

if __name__ == "__main__":
    sys.stdout.write(f"{install.install(HERE)}\n")
