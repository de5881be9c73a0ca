"""Files and folders that have to be there, by their absolute paths."""

from __future__ import annotations

import os

from ..protocol.config import near
from ..protocol.errors.usage import NoSuchFile


def file(path: str) -> str:
    """Return ``path``.

    Raises:
        NoSuchFile: it is no file, with the nearest one beside it.
    """
    if not os.path.isfile(path):
        raise NoSuchFile(path=path, near=nearest(path), folder=os.path.dirname(path))
    return path


def folder(path: str) -> str:
    """Return ``path``.

    Raises:
        NoSuchFile: it is no folder.
    """
    if not os.path.isdir(path):
        raise NoSuchFile(path=path, near="", folder=os.path.dirname(path))
    return path


def nearest(path: str) -> str:
    """Return `` (did you mean X?)`` for what is beside ``path`` and called much the same."""
    beside = os.path.dirname(path)
    entries = os.listdir(beside) if os.path.isdir(beside) else []
    return near(os.path.basename(path), entries)
