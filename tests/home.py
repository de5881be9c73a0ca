"""One isolated Daebug for one test: its own folders, its own daemon, the real command.

Used through the ``home`` fixture of ``conftest.py``.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Variables of the person who runs the tests that must not reach the daemon.
PRIVATE = ("DAEBUG_SESSION", "NO_COLOR", "COLUMNS", "LINES", "XDG_RUNTIME_DIR")

#: Processes that end by themselves may take this long after ``stop --all``.
LEAVING_MS = 2000


def command() -> list[str]:
    """Return the words that start Daebug: the installed command, else this tree's module."""
    installed = Path(sys.executable).with_name("daebug")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "daebug"]


class Home:
    """Folders and environment of one daemon, and the command line that talks to it."""

    def __init__(self, folder: Path, work: Path) -> None:
        """Keep the daemon's files in ``folder`` (short: sockets); run commands in ``work``."""
        self.folder = folder
        self.work = work
        self.run = folder / "run"
        self.env = {name: value for name, value in os.environ.items() if name not in PRIVATE}
        self.env |= {
            "DAEBUG_RUNTIME_DIR": str(self.run),
            "DAEBUG_CONFIG_DIR": str(folder / "config"),
            "DAEBUG_STATE_DIR": str(folder / "state"),
        }
        if command()[-1] == "daebug":
            self.env["PYTHONPATH"] = str(Path(__file__).parents[1] / ".pkg")

    def __call__(
        self,
        *args: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        input: str | bytes | None = None,
        timeout: float = 30,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``daebug ARGS`` to its end; ``env`` is added to the home's own."""
        return subprocess.run(
            [*command(), *map(str, args)],
            cwd=cwd or self.work,
            env={**self.env, **(env or {})},
            input=input.decode() if isinstance(input, bytes) else input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=timeout,
            check=False,
        )

    def start(self, *args: str | Path, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """Start ``daebug ARGS`` and return at once; the caller ends it."""
        return subprocess.Popen(
            [*command(), *map(str, args)],
            cwd=cwd or self.work,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def close(self) -> None:
        """Stop the daemon and remove the folders.

        Raises:
            AssertionError: processes of this home outlived ``stop --all``.
        """
        try:
            told = self("stop", "--all") if (self.run / "hub.sock").exists() else None
        finally:
            left = orphans(self.run)
            shutil.rmtree(self.folder, ignore_errors=True)
        assert not left, f"processes outlived `daebug stop --all` ({told}): {left}"


def living(run: Path) -> dict[int, str]:
    """Return pid -> command line of each process whose runtime folder is ``run``."""
    mark = b"DAEBUG_RUNTIME_DIR=" + os.fsencode(run)
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_text(errors="replace")
        except OSError:
            continue  # it ended meanwhile, or is another user's
    return found


def orphans(run: Path) -> dict[int, str]:
    """Return the processes of ``run`` that do not end within ``LEAVING_MS``, and kill them."""
    left = {}
    for pid, line in living(run).items():
        if not ends(pid, LEAVING_MS):
            left[pid] = line.replace("\0", " ")
            os.kill(pid, signal.SIGKILL)
    return left


def ends(pid: int, within_ms: float) -> bool:
    """Wait for the end of process ``pid``; tell whether it came in time."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(within_ms))
    finally:
        os.close(fd)


def found(candidates: Sequence[str]) -> str | None:
    """Return the path of the first of ``candidates`` that is on PATH."""
    return next((path for name in candidates if (path := shutil.which(name))), None)
