"""List the files that are being read or written now, by whom, and who waits.

Examples:
  daebug locks
  daebug locks --json
"""

from __future__ import annotations

import msgspec

from ...protocol import quoting
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "workspace"

#: Most that an answer lists.
LISTED = 200

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Lock(msgspec.Struct, kw_only=True):
    """Somebody who holds a file or waits for it."""

    file: str
    holder: str
    writing: bool
    held: bool
    #: Seconds since it was got, or since it was asked for.
    age_s: float


class Reply(msgspec.Struct, kw_only=True):
    """Who holds, then who waits, by file."""

    locks: list[Lock]
    left_out: int


async def run(request: Request, hub: Keyhole) -> Reply:
    """Look at them."""
    claims = hub.workspace.locks.claims()
    listed = [
        Lock(
            file=one.key,
            holder=one.holder,
            writing=one.writing,
            held=one.held,
            age_s=round(one.age_s, 3),
        )
        for one in claims[:LISTED]
    ]
    return Reply(locks=listed, left_out=len(claims) - len(listed))


def render(reply: Reply, look: Look) -> str:
    """Return one line for each."""
    if not reply.locks:
        return "no file is held\n"
    more = f"... and {reply.left_out} more\n" if reply.left_out else ""
    return "".join(map(_line, reply.locks)) + more


def _line(lock: Lock) -> str:
    """Return one lock."""
    kind = "write" if lock.writing else "read"
    state = "holds" if lock.held else "waits"
    return f"{quoting.shown(lock.file)}  {kind}  {lock.holder} {state} for {lock.age_s:.1f} s\n"
