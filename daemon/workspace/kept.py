"""What the workspace tools keep between two commands: locks, who saw what, what git said."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ..keyhole import Caller
from . import leftovers, offload
from .locks import Locks
from .pool import Pools
from .seen import Seen
from .statuses import Statuses
from .usage import Usage

#: Names the agent that a shell belongs to.
AGENT_VARIABLE = "DAEBUG_AGENT"


@dataclass
class Workspace:
    """One a hub; every agent uses the same."""

    locks: Locks = field(default_factory=Locks)
    seen: Seen = field(default_factory=Seen)
    statuses: Statuses = field(default_factory=Statuses)
    pools: Pools = field(default_factory=Pools)
    usage: Usage = field(default_factory=Usage)
    #: Folders where no draft of an earlier daemon is left.
    swept: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def writing(self, *paths: str, holder: str, timeout_s: float) -> AsyncIterator[None]:
        """Hold the files ``paths`` against everybody else.

        What a daemon that was killed left in their folders is taken away first.

        Raises:
            LockTimedOut: another agent holds one for too long.
        """
        async with self.locks.writing(*paths, holder=holder, timeout_s=timeout_s):
            new = {os.path.dirname(path) for path in paths} - self.swept
            if new:
                await offload.done(lambda: [leftovers.swept(folder) for folder in new])
                self.swept |= new
            yield


def agent(named: str, caller: Caller) -> str:
    """Return who asks: as ``--agent`` has it, else the caller's environment; may be empty."""
    return named or caller.env.get(AGENT_VARIABLE, "")


def holder(name: str, verb: str, caller: Caller) -> str:
    """Return how a lock names who holds it."""
    return f"{name or 'somebody'}: {verb} (pid {caller.pid})"
