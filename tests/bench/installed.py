"""Daebug as it is installed: the compiled launcher and its Python twin, and daemons of its own.

The commands are made in a folder of the benchmark and run this tree's code.
Processes are started with ``posix_spawn``, the cheapest way there is, so that
our own part in a figure is small.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import daebug
from daebug.daemon.watcher import folders
from daebug.daemon.workspace import fuzzy
from tests.compiled import library
from tests.home import orphans

ROOT = Path(__file__).parents[2]
LAUNCHER = ROOT / "cli" / "launcher"

#: A command of the benchmark that takes longer is broken.
PATIENCE_S = 60.0

#: Variables of the caller that would change what is measured.
UNWANTED = ("PYTHON", "DAEBUG_", "XDG_RUNTIME_DIR", "NO_COLOR", "COLUMNS", "LINES")


class BenchError(Exception):
    """A benchmark can't go on."""


def environment() -> dict[str, str]:
    """Return the caller's environment without what would change the figures."""
    return {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}


def commands(folder: Path) -> tuple[Path, Path]:
    """Make the two commands in ``folder``; return the launcher and the thin client."""
    version = f'-DDAEBUG_VERSION="{daebug.__version__}"'
    source, launcher, thin = LAUNCHER / "daebug.c", folder / "daebug", folder / "daebug-thin"
    subprocess.run(["cc", "-std=c11", "-O2", "-s", version, source, "-o", launcher], check=True)
    script = (LAUNCHER / "daebug-thin").read_text().replace("#!python", f"#!{sys.executable}", 1)
    path = f"import sys\n\nsys.path.insert(0, {str(ROOT / '.pkg')!r})\n"
    thin.write_text(script.replace("from daebug", path + "from daebug", 1))
    thin.chmod(0o755)
    # As an editable install does, if that is to be done.
    for name, target in (("fuzzysort.c", fuzzy.LIBRARY), ("folders.c", folders.LIBRARY)):
        written = target.with_name(name)
        if not target.exists() or target.stat().st_mtime <= written.stat().st_mtime:
            library("cc", written, target)
    return launcher, thin


def spawned_ms(argv: list[str], env: dict[str, str], source: str = os.devnull) -> float:
    """Run ``argv`` to its end without a word from it; return the wall time in milliseconds.

    ``source`` is the file that it reads as its standard input.

    Raises:
        BenchError: it failed.
    """
    null, read = os.open(os.devnull, os.O_WRONLY), os.open(source, os.O_RDONLY)
    onto = [(os.POSIX_SPAWN_DUP2, read, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
    begun = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=onto)
    _, status = os.waitpid(pid, 0)
    took = (time.perf_counter() - begun) * 1000
    os.close(null)
    os.close(read)
    if status:
        raise BenchError(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}")
    return took


def module(name: str, *words: str) -> subprocess.Popen[str]:
    """Start ``python -m NAME WORDS`` on this tree; it is talked to over its standard streams."""
    path = os.pathsep.join(map(str, (ROOT / ".pkg", ROOT)))
    return subprocess.Popen(
        [sys.executable, "-m", name, *words],
        env={**environment(), "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class Daemon:
    """One isolated daemon; ``settings`` are the text of its config file."""

    def __init__(self, launcher: Path, work: Path, settings: str = "") -> None:
        """Make its folders; the first command starts it."""
        self.launcher = launcher
        self.work = work
        self.folder = Path(tempfile.mkdtemp(prefix="dae-bench-", dir="/tmp"))
        self.run_folder = self.folder / "run"
        (self.folder / "config").mkdir()
        (self.folder / "config" / "config.toml").write_text(settings)
        self.env = {
            **environment(),
            "DAEBUG_RUNTIME_DIR": str(self.run_folder),
            "DAEBUG_CONFIG_DIR": str(self.folder / "config"),
            "DAEBUG_STATE_DIR": str(self.folder / "state"),
        }

    def __enter__(self) -> Self:
        """Return the daemon."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and all that it left."""
        self.run("stop", "--all")
        orphans(self.run_folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ms(self, *args: str) -> float:
        """Run ``daebug ARGS``; return the wall time of the command in milliseconds."""
        return spawned_ms([str(self.launcher), *args], self.env)

    def run(self, *args: str) -> str:
        """Run ``daebug ARGS`` in the work folder; return what it printed.

        Raises:
            BenchError: it failed.
        """
        done = subprocess.run(
            [self.launcher, *args],
            cwd=self.work,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"daebug {' '.join(args)}: {done.stdout}{done.stderr}")
        return done.stdout

    def status(self) -> dict[str, Any]:
        """Return what ``daebug status`` knows."""
        told: dict[str, Any] = json.loads(self.run("status", "--json"))
        return told
