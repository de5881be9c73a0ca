"""What the workspace tools keep between two commands: locks, who saw what, what git said."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..keyhole import Caller
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


def agent(named: str, caller: Caller) -> str:
    """Return who asks: as ``--agent`` has it, else the caller's environment; may be empty."""
    return named or caller.env.get(AGENT_VARIABLE, "")


def holder(name: str, verb: str, caller: Caller) -> str:
    """Return how a lock names who holds it."""
    return f"{name or 'somebody'}: {verb} (pid {caller.pid})"
