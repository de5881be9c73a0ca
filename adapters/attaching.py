"""What can be known about a process before an adapter is asked to attach to it.

Adapters answer a wrong pid late or never, so the questions are settled here.
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from ..protocol.errors.programs import AttachFailed, NoSuchProcess, NotYourProcess
from . import process

#: Yama's switch: 1 and more restrict who may trace whom (kernel, Yama.rst).
YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")

LOGS = "daebug logs --process bridge --tail 30"


def check(pid: int, adapter: str) -> None:
    """Let a process pass that this user may trace.

    Raises:
        NoSuchProcess: it is gone, or a zombie.
        NotYourProcess: it belongs to another user and we are not root.
        AttachFailed: it is being traced already.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        raise NoSuchProcess(pid=pid) from None
    except PermissionError:
        raise NotYourProcess(pid=pid, name=process.name(pid), owner=_owner(pid)) from None
    except OverflowError:
        raise NoSuchProcess(pid=pid) from None
    status = _status(pid)
    if status.get("State", "").startswith(("Z", "X")):
        raise NoSuchProcess(pid=pid)
    tracer = status.get("TracerPid", "0")
    if tracer != "0":
        why = f"process {tracer} ({process.name(int(tracer))}) is tracing it already"
        raise AttachFailed(adapter=adapter, pid=pid, why=why, fix=f"ps -fp {tracer}")


def executable(pid: int) -> str:
    """Return the name of the file that a process runs, without its folder; empty = not known."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""


def fix() -> str:
    """Return what to try when an attach was refused."""
    try:
        scope = YAMA.read_text().strip()
    except OSError:
        return LOGS
    return LOGS if scope == "0" else f"echo 0 | sudo tee {YAMA}  (it is {scope})"


def _status(pid: int) -> dict[str, str]:
    """Return the fields of /proc/pid/status (proc(5)); empty where there is none."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}


def _owner(pid: int) -> str:
    try:
        uid = Path(f"/proc/{pid}").stat().st_uid
        return pwd.getpwuid(uid).pw_name
    except (OSError, KeyError):
        return "another user"
