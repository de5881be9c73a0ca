"""The last words of a daemon that could not start, on the pipe to its first client.

Written by ``processes``, read by ``cold``: JSON ``{"code", "facts"}``, at most 4 KB.
"""

from __future__ import annotations

import json

from ..protocol import errors
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import NotStarted


def words(error: DaebugError) -> bytes:
    """Return ``error`` as the bytes for the pipe."""
    return json.dumps({"code": error.code, "facts": error.facts}, default=str).encode()


def error(said: bytes) -> DaebugError:
    """Return the error that the daemon's last words stand for."""
    if said == b"T":
        return NotStarted(why="it did not listen in time")
    try:
        message = json.loads(said)
        return errors.named(message["code"], message["facts"])
    except (ValueError, KeyError, TypeError):
        return NotStarted(why=said.decode(errors="replace") or "it ended without a word")
