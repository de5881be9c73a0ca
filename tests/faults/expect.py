"""What the fault tests say again and again: a refusal, a wait, the state of the daemon."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.adapters.desk import line
from tests.arrivals import MS
from tests.home import Home, ends, living

#: How often a fact is looked for, and for how long, in seconds.
LOOK_S, PATIENCE_S = 10 * MS, 10_000 * MS

#: Whether all is tried, which takes some minutes: ``DAEBUG_FAULTS=1``.
THOROUGH = "DAEBUG_FAULTS" in os.environ

#: The adapters that every run tries, and of these the ones with which it tries all there is.
FIRST = ("lldb-dap", "gdb", "debugpy", "delve", "node", "bash")
FOREMOST = ("lldb-dap", "debugpy", "bash")

PROGRAMS = Path(__file__).parents[1] / "programs"

Done = subprocess.CompletedProcess[str]


def refused(done: Done, code: str, status: int) -> str:
    """Check that a command was refused in the words of the catalogue; return them."""
    told = f"{done.stdout}\n{done.stderr}"
    assert done.stderr.startswith(f"error[{code}]: "), told
    assert "\n  try: " in done.stderr, told
    assert not re.search(r"\{\w+\}", done.stderr), f"a fact is missing: {told}"
    assert done.returncode == status, told
    return done.stderr


def answered(done: Done) -> str:
    """Check that a command was answered; return the answer."""
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stderr == ""
    return done.stdout


def until(what: str, holds: Callable[[], object]) -> None:
    """Look until ``holds()``; fail with ``what`` it was."""
    pause = threading.Event()
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s until {what}"
        pause.wait(LOOK_S)


def status(home: Home) -> dict[str, Any]:
    """Return what ``daebug status`` knows."""
    told: dict[str, Any] = json.loads(answered(home("status", "--json")))
    return told


def session(home: Home) -> dict[str, Any]:
    """Return the only session as ``status`` shows it."""
    (only,) = status(home)["sessions"]
    return dict(only)


def role(home: Home, name: str) -> int:
    """Return the pid of one process of the daemon."""
    (found,) = [p["pid"] for p in status(home)["processes"] if p["name"] == name]
    return int(found)


def adapter(home: Home) -> int:
    """Return the pid of the adapter that a session uses."""
    used = [a["pid"] for a in status(home)["adapters"] if a["state"].startswith("session")]
    (found,) = used
    return int(found)


def left(home: Home) -> dict[int, str]:
    """Return the processes of a home that are not the daemon's own: pid -> command line."""
    own = {one["pid"] for one in status(home)["processes"]}
    return {pid: line for pid, line in living(home.run).items() if pid not in own}


def programs(home: Home) -> list[int]:
    """Return the pids of what is debugged: all but the daemon's processes and the adapters'."""
    told = session(home)
    if told.get("pid"):
        return [int(told["pid"])]
    # An adapter that is only described tells no pid: what it started is below it.
    used = adapter(home)
    return [pid for pid in left(home) if parent(pid) == used]


def parent(pid: int) -> int:
    """Return the pid of a process' parent (proc(5), /proc/pid/stat, field 4)."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def settle(home: Home, text: str) -> None:
    """Write the settings of ``home`` before its daemon starts."""
    folder = home.folder / "config"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(text)


def held(home: Home, program: Path) -> dict[str, Any]:
    """Start ``program``, stopped at its entry; return its session."""
    answered(home("start", program))
    return session(home)


def place(program: str, mark: str) -> str:
    """Return ``file:line`` of a mark in a test program."""
    return f"{program}:{line(program, mark)}"


def kill(pid: int) -> None:
    """Kill ``pid`` as the kernel would when memory is short."""
    os.kill(pid, signal.SIGKILL)
    # The signal is only sent by then; what the next command meets is the death.
    ends(pid, PATIENCE_S * 1000)
