"""One thread of LLDB's alone: the others are suspended, by LLDB's own Python.

LLDB's ``thread continue`` suspends them for good, and lldb-dap 22 with DAP's
``singleThread`` can't be paused.  A suspended thread keeps the reason of its last
stop, which both adapters tell again as if it were new.
"""

from __future__ import annotations

import json
from typing import Any

from ..protocol.errors.adapter import NotSupported
from ..protocol.orders import Profile
from .kind import Ask

_PROCESS = "lldb.debugger.GetSelectedTarget().process"

#: SBThread's ``StopReason`` -> DAP's reason.
#: https://lldb.llvm.org/python_api_enums.html#stopreason
_REASONS = {2: "step", 3: "breakpoint", 4: "data breakpoint", 5: "exception", 6: "exception",
            8: "step"}  # fmt: skip


class Threads:
    """Holds the threads of one session back."""

    def __init__(self, adapter: str, profile: Profile, *, tells_all: bool) -> None:
        """Speak to the console as ``profile`` says; ``tells_all`` is as in ``alone.Threads``."""
        self.tells_all = tells_all
        self._adapter = adapter
        self._profile = profile

    async def hold(self, thread_id: int, ask: Ask) -> None:
        """Suspend all threads but one.

        Raises:
            NotSupported: this LLDB was built without Python.
        """
        each = f"t.Suspend() if t.id != {thread_id} else t.Resume()"
        said = await self._script(f"any([{each} for t in {_PROCESS}])", ask)
        if "error:" in said:
            raise NotSupported(
                adapter=self._adapter,
                request="one thread alone",
                capability="Python in LLDB",
                instead=f"daebug thread {thread_id}",
            )

    async def free(self, ask: Ask) -> None:
        """Take the suspension back."""
        await self._script(f"any([t.Resume() for t in {_PROCESS}])", ask)

    async def stopped(self, thread_id: int, body: dict[str, Any], ask: Ask) -> dict[str, Any]:
        """Return a ``stopped`` event as one of the thread that ran."""
        if body.get("threadId") == thread_id:
            return body
        told = "[t.stop_reason, t.GetStopDescription(200), t.GetStopReasonDataAtIndex(0)]"
        words = f"import json; t = {_PROCESS}.GetThreadByID({thread_id}); print(json.dumps({told}))"
        said = await self._script(words, ask)
        try:
            number, description, data = json.loads(said.strip().splitlines()[-1])
        except (IndexError, ValueError):
            return body
        if number not in _REASONS:  # it was stopped with all the others
            return {**body, "threadId": thread_id}
        mine = {**body, "threadId": thread_id, "reason": _REASONS[number],
                "description": description or "", "text": ""}  # fmt: skip
        return {**mine, "hitBreakpointIds": [data] if number == 3 else []}

    async def beside(self, thread_id: int | None, ask: Ask) -> list[dict[str, Any]]:
        """Return ``stopped`` events of the other threads that are at a breakpoint."""
        told = f"[[t.id, t.GetStopReasonDataAtIndex(0)] for t in {_PROCESS} if t.stop_reason == 3]"
        said = await self._script(f"import json; print(json.dumps({told}))", ask)
        try:
            found = json.loads(said.strip().splitlines()[-1])
        except (IndexError, ValueError):
            return []
        event = {"reason": "breakpoint", "preserveFocusHint": True}
        return [
            {**event, "threadId": number, "hitBreakpointIds": [point]}
            for number, point in found
            if number != thread_id
        ]

    async def _script(self, words: str, ask: Ask) -> str:
        """Have LLDB's Python run one line; return what it says."""
        command = f"{self._profile.console_prefix}script {words}"
        where = {"context": self._profile.console_context}
        told = await ask("evaluate", {"expression": command, **where})
        return str(told.get("result") or "")
