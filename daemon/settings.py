"""Read and write the settings file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..protocol import config
from ..protocol.config import Config
from ..protocol.errors.daemon import CantWrite
from ..protocol.errors.usage import BadSettingsFile


def tables(path: Path) -> dict[str, Any]:
    """Return the parsed file; empty if there is none.

    Raises:
        BadSettingsFile: it is no TOML.
    """
    if not path.exists():
        return {}
    import tomllib  # 2 ms; most people have no settings file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettingsFile(path=str(path), why=str(error)) from error


def load(path: Path) -> Config:
    """Return the settings in force.

    Raises:
        NoSuchSetting, BadSetting: the file holds an unknown key or a bad value.
    """
    return config.read(tables(path), str(path))


def write(path: Path, content: dict[str, Any]) -> None:
    """Replace the file by ``content``, atomically and durably.

    Raises:
        CantWrite: disk full, folder read-only.
    """
    import tempfile  # with tomli_w 6 ms; writing is rare

    import tomli_w

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=".config-")
        with os.fdopen(fd, "wb") as file:
            tomli_w.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise CantWrite(path=str(path), why=error.strerror or str(error)) from error
