"""``python -m tests.plugins.install``: the dev servers that these tests drive, into a cache.

The folder is named for the lock file, so that a changed one is installed anew
and an old one is never used by mistake.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

#: What npm needs of us.
FILES = ("package.json", "package-lock.json")

#: Seconds for the registry and the disk.
INSTALL_S = 300


def packages(here: Path = HERE) -> Path:
    """Return the ``node_modules`` for the lock file in ``here`` as it is, there or not."""
    lock = hashlib.sha256((here / "package-lock.json").read_bytes()).hexdigest()[:12]
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(cache) / "daebug-tests" / f"{here.name}-{lock}" / "node_modules"


def install(here: Path = HERE) -> Path:
    """Have npm install what ``here`` needs, if it is not there; return where.

    Raises:
        CalledProcessError, FileNotFoundError: npm failed, or is missing.
    """
    folder = packages(here).parent
    if packages(here).exists():
        return packages(here)
    building = folder.with_name(f"{folder.name}.{os.getpid()}")
    building.mkdir(parents=True, exist_ok=True)
    try:
        for name in FILES:
            shutil.copy(here / name, building)
        # No script of a package runs here: none of these needs one.
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(words, cwd=building, check=True, timeout=INSTALL_S)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return packages(here)


if __name__ == "__main__":
    sys.stdout.write(f"{install()}\n")
