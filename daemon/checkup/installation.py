"""The installation: its folders and sockets with their modes, the environment, the logs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from ...protocol import places
from .. import log_files, secrets
from .findings import NOTE, WRONG, Finding

#: Log lines of at least this weight that a report shows, the last ones.
LEVELS, LINES = ("warning", "error", "critical"), 5

#: Characters of one of them.
LINE_CHARS = 300

#: Bytes that the state folder's disk should have left.
ROOM_BYTES = 500_000_000

#: Variables that steer us or our adapters; none is told with its value.
STEERING = ("CHROME_PATH", "COLUMNS", "DEBUGINFOD_URLS", "GOFLAGS", "HTTPS_PROXY", "HTTP_PROXY",
            "LD_LIBRARY_PATH", "LD_PRELOAD", "LLDB_DEBUGSERVER_PATH", "NODE_OPTIONS", "NO_COLOR",
            "NO_PROXY", "PYTHONHOME", "PYTHONPATH", "RUSTUP_TOOLCHAIN", "TMPDIR", "VIRTUAL_ENV",
            "XDG_RUNTIME_DIR")  # fmt: skip


def paths(runtime: Path, env: Mapping[str, str]) -> list[Finding]:
    """Return our folders: whose they are, and who else may look into them."""
    state = places.state_folder(env)
    found = [
        _folder("runtime", runtime, private=True),
        _folder("state", state, private=False),
        _folder("logs", places.log_folder(env), private=False),
        _folder("adapters", places.adapter_folder(env), private=False),
    ]
    settings = places.config_file(env)
    text = str(settings) if settings.exists() else f"{settings} (none, all is as it comes)"
    found.append(Finding(section="paths", name="settings", text=text))
    if (room := _room(state)) is not None and room < ROOM_BYTES:
        why = f"{room // 1_000_000} MB left on the disk of {state}"
        found.append(
            Finding(section="paths", name="room", state=WRONG, text=why, fix=f"df -h {state}")
        )
    return found


def sockets(runtime: Path) -> list[Finding]:
    """Return the sockets of the daemon, and whether somebody else may connect."""
    found = []
    for path in sorted(runtime.iterdir()):
        about = path.lstat()
        if not stat.S_ISSOCK(about.st_mode):
            continue
        mode = stat.S_IMODE(about.st_mode)
        finding = Finding(section="sockets", name=path.name, text=f"{mode:04o}")
        # The folder is ours alone; what is in it may be open to all.
        if mode & 0o077 and stat.S_IMODE(runtime.stat().st_mode) & 0o077:
            finding.state, finding.fix = WRONG, f"chmod 600 {path}"
            finding.text += ": others may connect"
        found.append(finding)
    return found


def environment(env: Mapping[str, str], caller: Mapping[str, str]) -> list[Finding]:
    """Return which variables that steer us are set, by name; ``env`` is the daemon's."""
    names = sorted(name for name in env if name.startswith("DAEBUG_") or name in STEERING)
    text = ", ".join(names) or "none that steers Daebug"
    found = [Finding(section="environment", name="set", text=text)]
    if caller.get("PATH") != env.get("PATH"):
        why = "the daemon was started with another PATH, and looks for adapters there"
        finding = Finding(section="environment", name="PATH", state=NOTE, text=why)
        finding.fix = "daebug stop --all"
        found.append(finding)
    if "LD_PRELOAD" in names:
        why = "it is loaded into every program that is debugged"
        finding = Finding(section="environment", name="LD_PRELOAD", state=NOTE, text=why)
        finding.fix = "unset LD_PRELOAD"
        found.append(finding)
    return found


def last_errors(env: Mapping[str, str], names: list[str]) -> list[Finding]:
    """Return the last warnings and errors of the logs of these processes."""
    lines = log_files.Reader(places.log_folder(env), names).read()
    grave = [line for line in lines if line.level in LEVELS]
    return [
        Finding(
            section="logs",
            name=line.process,
            state=NOTE,
            text=secrets.masked("", line.text)[:LINE_CHARS],
            fix=f"daebug logs --process {line.process} --level {line.level}",
        )
        for line in grave[-LINES:]
    ]


def _folder(name: str, path: Path, *, private: bool) -> Finding:
    """Return one folder; a ``private`` one has to be this user's alone."""
    finding = Finding(section="paths", name=name)
    try:
        about = path.stat()
    except OSError as error:
        finding.text = f"{path} ({error.strerror or error})"
        if not isinstance(error, FileNotFoundError):
            finding.state, finding.fix = WRONG, f"ls -ld {path}"
        return finding
    mode = stat.S_IMODE(about.st_mode)
    finding.text = f"{path}  {mode:04o}"
    if about.st_uid != os.geteuid():
        finding.state, finding.fix = WRONG, f"ls -ld {path}"
        finding.text += f"  owned by uid {about.st_uid}"
    elif private and mode & 0o077:
        finding.state, finding.fix = WRONG, f"chmod 700 {path}"
        finding.text += "  open to others"
    elif not os.access(path, os.W_OK):
        finding.state, finding.fix = WRONG, f"chmod u+w {path}"
        finding.text += "  can't be written to"
    return finding


def _room(path: Path) -> int | None:
    """Return the bytes that are free where ``path`` is; ``None`` = it can't be known."""
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None
