"""The compiled parts of the package, from what stands in the tree, with the compiler's checks."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def library(cc: str, source: Path, target: Path) -> None:
    """Compile ``source`` as the build hook does; replace ``target``, which may be in use."""
    made = target.with_suffix(".new")
    words = [cc, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-pthread"]
    subprocess.run([*words, str(source), "-o", str(made)], check=True)
    shutil.move(made, target)
