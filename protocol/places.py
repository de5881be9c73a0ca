"""Where Daebug keeps things: sockets, pidfile, logs, settings.

Pure: an environment in, paths out; nothing is made or looked at, except by
``platformdirs``, which asks the system for the standard folders.  The C
launcher computes ``socket`` by the same rule (``cli/launcher/daebug.c``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

#: Overrides the runtime folder: sockets, pidfile, journal.
RUNTIME_VARIABLE = "DAEBUG_RUNTIME_DIR"
#: Overrides the folder of the settings file.
CONFIG_VARIABLE = "DAEBUG_CONFIG_DIR"
#: Overrides the folder of logs and other state.
STATE_VARIABLE = "DAEBUG_STATE_DIR"

#: How the name of a file begins that is written beside another, to be put in its place.
DRAFT = ".daebug-"


def runtime_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the sockets: a named one, XDG's, or ours in /tmp.

    XDG Base Directory: "$XDG_RUNTIME_DIR ... must be owned by the user, and he
    MUST be the only one having read and write access to it."
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    if named := env.get(RUNTIME_VARIABLE):
        return Path(named)
    if xdg := env.get("XDG_RUNTIME_DIR"):
        return Path(xdg) / "daebug"
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA", r"C:\Temp")) / "daebug" / "run"
    return Path("/tmp") / f"daebug-{os.getuid()}"  # noqa: S108 - 0700 and owner are checked


def socket(folder: Path) -> Path:
    """Return the command line's socket."""
    return folder / "hub.sock"


def pidfile(folder: Path) -> Path:
    """Return the file whose lock makes a daemon the only one."""
    return folder / "daebug.pid"


def journal(folder: Path) -> Path:
    """Return the file that names the processes we own, for the next daemon."""
    return folder / "journal.msgpack"


def accepted(folder: Path) -> Path:
    """Return the file that names the requests which pages were given, for the next hub."""
    return folder / "accepted.jsonl"


def bus(folder: Path, stream: str) -> str:
    """Return the ZeroMQ address of ``stream``: ``orders``, ``joins`` or ``bulk``."""
    return f"ipc://{folder / stream}.bus"


def token(folder: Path) -> Path:
    """Return the file with port and token, where there are no Unix sockets."""
    return folder / "hub.token"


def config_file(env: Mapping[str, str]) -> Path:
    """Return the settings file."""
    if named := env.get(CONFIG_VARIABLE):
        return Path(named) / "config.toml"
    import platformdirs  # costs 8 ms; the cold start does not need it

    return platformdirs.user_config_path("daebug", appauthor=False) / "config.toml"


def state_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of logs and of the last-used session of each folder."""
    if named := env.get(STATE_VARIABLE):
        return Path(named)
    import platformdirs  # costs 8 ms; the cold start does not need it

    return platformdirs.user_state_path("daebug", appauthor=False)


def secret(env: Mapping[str, str]) -> Path:
    """Return the file with the secret from which the tokens of served folders follow."""
    return state_folder(env) / "secret"


def log_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the log files, one a process."""
    return state_folder(env) / "log"


def adapter_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of adapters that were installed for Daebug alone: ``NAME/bin`` in it."""
    return state_folder(env) / "adapters"
