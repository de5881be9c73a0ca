"""What gdb says in words behind cdt-gdb-adapter, and no event tells: ends, and which breakpoint."""

from __future__ import annotations

import re

from .dap.messages import Event

_EXITED = re.compile(r"\[Inferior \d+ \(process \d+\) exited (?:normally|with code 0?(\d+))\]")
_KILLED = re.compile(r"Program terminated with signal (SIG\w+)")
_HIT = re.compile(r"^(?:Temporary breakpoint|Breakpoint) (\d+), ", re.MULTILINE)
_WATCHED = re.compile(r"(?:Hardware|Software)?[\w ]*watchpoint (\d+): ", re.IGNORECASE)

#: Characters of gdb's last words that are kept: one message comes in several pieces.
TAIL_CHARS = 400


class Words:
    """What gdb has said since the last stop."""

    def __init__(self) -> None:
        """It has said nothing."""
        self._tail = ""

    def events(self, event: Event, /) -> list[Event]:
        """Return what an event means with what was said before it, oldest first."""
        body = event.body
        if event.name == "output" and body.get("category") == "stdout":
            self._tail = (self._tail + str(body.get("output") or ""))[-TAIL_CHARS:]
            if ended := _EXITED.search(self._tail):
                self._tail = ""
                return [event, Event("exited", {"exitCode": int(ended[1] or "0", 8)})]
            return [event]
        if event.name != "stopped":
            return [event]
        said, self._tail = self._tail, ""
        if body.get("threadId") is None and _KILLED.search(said):
            return [Event("terminated", {})]  # the system tells which signal it was
        watched = _WATCHED.search(said) if body.get("reason") == "generic" else None
        if hit := watched or _HIT.search(said):
            reason = "data breakpoint" if watched else body.get("reason")
            told = {**body, "reason": reason, "hitBreakpointIds": [int(hit[1])]}
            return [Event("stopped", told)]
        return [event]
