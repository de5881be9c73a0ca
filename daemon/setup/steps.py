"""The commands that install an adapter into a folder, in their order.  Pure.

Their caches and temporary files go into the same folder, and are removed with
``SCRATCH``: a package manager leaves nothing anywhere else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from .recipes import Recipe

#: Below the folder: what is not needed afterwards.
SCRATCH = "scratch"

#: Variables that lead a package manager, or a Python, somewhere else.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER",
              "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "GOBIN",
              "GOFLAGS", "GOOS", "GOARCH")  # fmt: skip


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command, and what it is for."""

    why: str
    words: tuple[str, ...]


def steps(recipe: Recipe, version: str, folder: Path) -> list[Step]:
    """Return the commands that bring ``version`` (empty = the newest) into ``folder``."""
    match recipe.by:
        case "pip":
            return _pip(recipe, version, folder)
        case "npm":
            return _npm(recipe, version, folder)
        case _:
            package = f"{recipe.package}@{version or 'latest'}"
            return [Step(why=f"builds {package}", words=("go", "install", package))]


def environment(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return ``env`` for the commands: nothing of theirs lands outside ``folder``."""
    scratch = folder / SCRATCH
    kept = {name: value for name, value in env.items() if name not in MISLEADING}
    return kept | {
        "TMPDIR": str(scratch),
        "npm_config_cache": str(scratch / "npm"),
        "npm_config_update_notifier": "false",
        "GOBIN": str(folder / "bin"),
        "GOPATH": str(scratch / "go"),
        "GOCACHE": str(scratch / "go-build"),
        "GOENV": "off",
        # Module caches are read-only otherwise, and can't be removed; another Go is not fetched.
        "GOFLAGS": "-modcacherw",
        "GOTOOLCHAIN": "local",
    }


def tarball(recipe: Recipe, version: str) -> str:
    """Return the name that npm gives to the archive of a package."""
    return f"{recipe.package.lstrip('@').replace('/', '-')}-{version}.tgz"


def _pip(recipe: Recipe, version: str, folder: Path) -> list[Step]:
    python = str(folder / "bin" / "python")
    package = f"{recipe.package}=={version}" if version else recipe.package
    install = (python, "-m", "pip", "install", "--no-cache-dir", "--no-input", "--no-compile",
               "--disable-pip-version-check", "--report", str(report(folder)), package)  # fmt: skip
    found = [
        Step(why="makes a Python environment", words=(sys.executable, "-m", "venv", str(folder))),
        Step(why=f"installs {package}", words=install),
    ]
    if recipe.completes:
        found.append(Step(why="runs it once", words=(python, *recipe.completes)))
    return found


def _npm(recipe: Recipe, version: str, folder: Path) -> list[Step]:
    package = f"{recipe.package}@{version}"
    fetch: tuple[str, ...] = ("npm", "pack", "--ignore-scripts",
                              "--pack-destination", str(folder / SCRATCH), package)  # fmt: skip
    if not recipe.only:
        fetch = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save",
                 "--prefix", str(folder), package)  # fmt: skip
    return [
        Step(why="asks for its checksum", words=("npm", "view", package, "dist.integrity")),
        Step(why=f"fetches {package}", words=fetch),
    ]


def report(folder: Path) -> Path:
    """Return where pip tells what it installed, with checksums."""
    return folder / SCRATCH / "pip.json"


def line(step: Step) -> str:
    """Return a command as one would type it."""
    return " ".join(f"'{word}'" if os.pathsep in word or " " in word else word
                    for word in step.words)  # fmt: skip
