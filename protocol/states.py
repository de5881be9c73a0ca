"""State tables: state x step -> state, and the one function that applies them.

Each table is the whole truth about its machine: a step that has no row is
refused and changes nothing.  Only ``daemon.reduce`` (and, for the handshake,
``adapters.dap.handshake``) assigns the result.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, Mapping[str, str]]

#: One debugging of one debuggee, from ``start`` or ``attach`` to its end.
#: ``exited`` keeps the exit code for ``status`` and ``restart``; ``lost`` means
#: that adapter or bridge died; ``detached`` that the debuggee goes on without us.
SESSION: Table = {
    "starting": {
        "opened": "running",
        "stopped": "stopped",
        "continued": "starting",
        "exited": "exited",
        "ended": "exited",
        "broke": "lost",
        "failed": "failed",
    },
    "running": {
        "opened": "running",
        "stopped": "stopped",
        "continued": "running",
        "resumed": "running",
        "exited": "exited",
        "ended": "exited",
        "detached": "detached",
        "broke": "lost",
        "restarted": "starting",
    },
    "stopped": {
        "opened": "stopped",
        "stopped": "stopped",
        "continued": "running",
        "resumed": "running",
        "exited": "exited",
        "ended": "exited",
        "detached": "detached",
        "broke": "lost",
        "restarted": "starting",
    },
    "exited": {
        "opened": "exited",
        "exited": "exited",
        "ended": "exited",
        "broke": "exited",
        "continued": "exited",
        "restarted": "starting",
    },
    "lost": {
        "ended": "lost",
        "broke": "lost",
        "exited": "lost",
        "continued": "lost",
        "restarted": "starting",
    },
    "detached": {"ended": "detached", "broke": "detached", "exited": "detached"},
    "failed": {"ended": "failed", "broke": "failed", "exited": "failed", "failed": "failed"},
}

#: A role's process, as the zygote sees it.
PROCESS: Table = {
    "absent": {"forked": "starting"},
    "starting": {"joined": "up", "died": "waiting", "stopped": "absent"},
    "up": {"died": "waiting", "stopped": "absent", "joined": "up"},
    "waiting": {"forked": "starting", "stopped": "absent"},
}

#: One ask of a client: accepted, then ended in exactly one way.
JOB: Table = {
    "accepted": {"finished": "done", "failed": "failed", "cancelled": "cancelled"},
    "done": {},
    "failed": {},
    "cancelled": {},
}

#: A page or worker.  A reload is ``joined`` again, with another load; one that is
#: ``gone`` is kept for a while, for its name and its transcript stay.
REALM: Table = {
    "joining": {"joined": "live", "left": "gone"},
    "live": {
        "joined": "live",
        "started": "executing",
        "ended": "live",
        "slowed": "degraded",
        "recovered": "live",
        "left": "gone",
    },
    "executing": {
        "joined": "live",
        "started": "executing",
        "ended": "live",
        "left": "gone",
    },
    "degraded": {
        "joined": "live",
        "started": "executing",
        "ended": "degraded",
        "slowed": "degraded",
        "recovered": "live",
        "left": "gone",
    },
    "gone": {"joined": "live", "ended": "gone", "left": "gone"},
}

#: Work for one load of one page: it is handed out once and ends in exactly one
#: way; only what ran out of time may still get its result (``late``).
PAGE_JOB: Table = {
    "requested": {
        "dispatched": "dispatched",
        "failed": "failed",
        "cancelled": "cancelled",
        "interrupted": "interrupted",
    },
    "dispatched": {
        "started": "started",
        "finished": "finished",
        "failed": "failed",
        "timed-out": "timed-out",
        "cancelled": "cancelled",
        "interrupted": "interrupted",
    },
    "started": {
        "started": "started",
        "finished": "finished",
        "failed": "failed",
        "timed-out": "timed-out",
        "cancelled": "cancelled",
        "interrupted": "interrupted",
    },
    "finished": {},
    "failed": {},
    "timed-out": {"finished": "late", "failed": "late"},
    "cancelled": {},
    "interrupted": {},
    "late": {},
}

#: DAP start-up.  ``initialized`` comes after the ``initialize`` response or after
#: ``launch``, and the ``launch`` response before or after ``configurationDone``;
#: both orders are rows.  DAP, "Launch Sequencing":
#: https://microsoft.github.io/debug-adapter-protocol/overview#launch-sequencing
HANDSHAKE: Table = {
    "new": {"initialize": "greeting"},
    "greeting": {"greeted": "greeted", "initialized": "greeting-ready"},
    "greeting-ready": {"greeted": "ready-early"},
    "greeted": {"initialized": "ready-early", "launch": "launching"},
    "ready-early": {"launch": "configuring", "initialized": "ready-early"},
    "launching": {
        "initialized": "configuring",
        "launched": "launched",
        "refused": "failed",
    },
    "launched": {"initialized": "configuring-launched"},
    "configuring": {
        "configured": "confirming",
        "launched": "configuring-launched",
        "initialized": "configuring",
        "refused": "failed",
    },
    "configuring-launched": {"configured": "live", "initialized": "configuring-launched"},
    "confirming": {"launched": "live", "refused": "failed", "initialized": "confirming"},
    "live": {"initialized": "live"},
    "failed": {},
}

TABLES: Mapping[str, Table] = {
    "SESSION": SESSION,
    "PROCESS": PROCESS,
    "JOB": JOB,
    "REALM": REALM,
    "PAGE_JOB": PAGE_JOB,
    "HANDSHAKE": HANDSHAKE,
}


class NoSuchStep(ValueError):
    """A step that the table does not allow in this state; nothing was changed."""


def advance(table: Table, state: str, step: str) -> str:
    """Return the state after ``step`` in ``state``.

    Raises:
        NoSuchStep: the table has no row for it; the state stays as it is.
    """
    try:
        return table[state][step]
    except KeyError:
        raise NoSuchStep(f"no step {step} in state {state}") from None
