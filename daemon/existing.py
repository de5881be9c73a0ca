"""Files and folders that have to be there, by their absolute paths."""

from __future__ import annotations

import os

from ..protocol.config import near
from ..protocol.errors.usage import NoSuchFile
from ..protocol.errors.workspace import NotAFolder


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
        NoSuchFile: there is nothing.
        NotAFolder: it is something else.
    """
    if not os.path.isdir(path):
        if os.path.exists(path):
            raise NotAFolder(path=path)
        raise NoSuchFile(path=path, near="", folder=os.path.dirname(path))
    return path


def nearest(path: str) -> str:
    """Return `` (did you mean X?)`` for what is beside ``path`` and called much the same."""
    try:
        entries = os.listdir(os.path.dirname(path))
    except OSError:
        return ""
    return near(os.path.basename(path), entries)
