"""The token of a root: proves that a page is ours, also one that was opened before a restart.

It follows from the root's path and a secret of this user, kept in the state
folder, so pages that are still open come back when their folder is served
again.  Without that file every token of all roots is another one; removing it
is how to have new ones.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from ..protocol import places

log = logging.getLogger("daebug.pages")

#: Bytes of the secret.
SECRET_BYTES = 32

#: Hexadecimal digits of a token: 192 bits.
DIGITS = 48


def token(env: Mapping[str, str], root: str) -> str:
    """Return the token of ``root``; a random one where no secret can be kept."""
    path = places.secret(env)
    try:
        secret = _secret(path)
    except OSError as error:
        log.warning("%s can't be kept (%s): pages don't come back after a restart", path, error)
        secret = os.urandom(SECRET_BYTES)
    return hmac.new(secret, os.fsencode(root), hashlib.sha256).hexdigest()[:DIGITS]


def _secret(path: Path) -> bytes:
    """Return the secret in the file ``path``, which is made if there is none.

    Raises:
        OSError: it can't be made, or others may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(os.urandom(SECRET_BYTES))
            os.link(new, path)  # whoever comes second takes the first one's
        except FileExistsError:
            pass
        finally:
            os.unlink(new)
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_uid != os.getuid() or status.st_mode & 0o077:
            raise PermissionError(f"{path} is not for this user alone")
        secret = file.read(SECRET_BYTES)
    if len(secret) < SECRET_BYTES:
        raise OSError(f"{path} is cut short; remove it")
    return secret
