"""What the workspace tools keep between two commands: who holds which file, who saw what."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..keyhole import Caller
from .locks import Locks
from .seen import Seen

#: Names the agent that a shell belongs to.
AGENT_VARIABLE = "DAEBUG_AGENT"


@dataclass
class Workspace:
    """One a hub; every agent uses the same."""

    locks: Locks = field(default_factory=Locks)
    seen: Seen = field(default_factory=Seen)


def agent(named: str, caller: Caller) -> str:
    """Return who asks: as ``--agent`` has it, else the caller's environment; may be empty."""
    return named or caller.env.get(AGENT_VARIABLE, "")


def holder(name: str, verb: str, caller: Caller) -> str:
    """Return how a lock names who holds it."""
    return f"{name or 'somebody'}: {verb} (pid {caller.pid})"
