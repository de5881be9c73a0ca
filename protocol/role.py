"""What a role of the daemon is given when its process starts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .config import Config


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """Name, places and settings of one role; the same for all of a daemon."""

    #: ``hub``, ``bridge``, ``watcher``, ``gateway`` or ``terminals``.
    role: str
    #: The runtime folder: sockets, pidfile, journal.
    folder: Path
    config: Config
    #: The environment of the command that started the daemon.
    env: dict[str, str]
    #: Descriptors that the hub inherits: ``listener`` and ``zygote``.
    fds: dict[str, int] = {}
