"""Drafts that a daemon left when it was killed, taken away by the next that writes there.

Who works on a draft holds its lock (flock(2)), which the system lets go with the
process; so a draft that can be locked is nobody's.  Blocks; belongs into a thread.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import suppress

from ...protocol.places import DRAFT
from .containment import entered
from .contents import READ

_NAME = re.compile(re.escape(DRAFT) + "[0-9a-f]{12}")


def swept(path: str) -> int:
    """Take away the drafts in the folder ``path`` whose writers are gone; return how many.

    A folder that can't be looked at has none that we could take away.
    """
    count = 0
    with suppress(OSError):
        folder = entered(path)
        try:
            for name in filter(_NAME.fullmatch, _names(folder)):
                with suppress(OSError):
                    count += _abandoned(name, folder)
        finally:
            os.close(folder)
    return count


def _names(folder: int) -> list[str]:
    """Return what is in ``folder``, which need not be open to be read.

    Raises:
        OSError: it can't be read.
    """
    fd = os.open(".", READ, dir_fd=folder)
    try:
        return os.listdir(fd)
    finally:
        os.close(fd)


def _abandoned(name: str, folder: int) -> bool:
    """Take a draft away that nobody works on; tell whether it was one.

    Raises:
        OSError: somebody does, or it is no file of ours.
    """
    fd = os.open(name, READ, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return False
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(name, dir_fd=folder)
        return True
    finally:
        os.close(fd)
