"""Files that are written: none outside the root, whatever links a project brings along."""

from __future__ import annotations

import errno
import os

#: Why a file is not written.
WHY = "it is a link that leads out of the folder"


def inside(root: str, path: str) -> bool:
    """Return whether ``path``, which need not be there, is in ``root`` in truth."""
    real, folder = os.path.realpath(path), os.path.realpath(root)
    return real.startswith(folder.rstrip(os.sep) + os.sep)


def check(root: str, path: str) -> None:
    """Do nothing if ``path`` is in ``root``.

    Raises:
        PermissionError: a link leads out of it.
    """
    if not inside(root, path):
        raise PermissionError(errno.EPERM, WHY, path)
