"""Conditions of exceptions for an adapter that takes none, or none of the program's names.

Each exception stops the program, the condition is evaluated where it was raised,
and the program runs on unless it holds.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from ..protocol.errors.adapter import AdapterRefused
from .kind import Ask

#: DAP, ExceptionBreakMode -> the filter that stopped there, in debugpy's words.
FILTERS = {"always": "raised", "unhandled": "uncaught", "userUnhandled": "userUnhandled"}

#: Frames in which the program's own is looked for.
DEEP = 20


@runtime_checkable
class Catches(Protocol):
    """A plan whose conditions of exceptions are not the adapter's."""

    def announced(self, capabilities: dict[str, Any], /) -> dict[str, Any]:
        """Return the adapter's capabilities with what is done for it."""

    def filters(self, arguments: dict[str, Any], /) -> dict[str, Any]:
        """Keep the conditions of ``setExceptionBreakpoints``; return what the adapter takes."""


class Conditions:
    """The conditions of one session's exceptions, by filter."""

    def __init__(self) -> None:
        """There is none."""
        self._by_filter: dict[str, str] = {}

    def announced(self, capabilities: dict[str, Any]) -> dict[str, Any]:
        """Return ``capabilities`` with every exception filter taking a condition."""
        filters = capabilities.get("exceptionBreakpointFilters") or []
        able = [{**one, "supportsCondition": True} for one in filters]
        return {**capabilities, "exceptionBreakpointFilters": able}

    def filters(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the conditions; return the same filters without them."""
        options = arguments.get("filterOptions") or []
        self._by_filter = {one["filterId"]: one.get("condition") or "" for one in options}
        plain = [*(arguments.get("filters") or []), *self._by_filter]
        return {"filters": list(dict.fromkeys(plain))}

    async def fault(self, thread_id: int | None, mode: str, ask: Ask) -> str | None:
        """Return ``None`` if the exception is none of the user's business.

        Else why its condition can't be evaluated; empty = it holds, or there is none.
        """
        condition = self._by_filter.get(FILTERS.get(mode, ""), "")
        if not condition:
            return ""
        where = {"threadId": thread_id, "startFrame": 0, "levels": 1}
        frames = (await ask("stackTrace", where)).get("stackFrames") or [{}]
        asked = {"expression": f"bool({condition})", "context": "watch"}
        try:
            told = await ask("evaluate", {**asked, "frameId": frames[0].get("id")})
        except AdapterRefused as error:
            return f"the condition {condition} can't be evaluated: {error.facts['why']}"
        return "" if told.get("result") == "True" else None


class Thrown(Conditions):
    """Conditions of C++ exceptions.

    gdb and LLDB evaluate theirs in the library's function that throws: one of them never
    stops then, the other always.  These are of the innermost frame of the program's own.
    """

    def __init__(self, runtime_paths: Sequence[str]) -> None:
        """There is none; frames whose source is one of ``runtime_paths`` are not the program's."""
        super().__init__()
        self._runtime = [re.compile(pattern) for pattern in runtime_paths]

    async def thrown(self, thread_id: int | None, context: str, ask: Ask) -> str | None:
        """Return what ``fault`` does, for a stop at one of the filters that are set."""
        conditions = {one for one in self._by_filter.values() if one}
        if len(conditions) != 1 or len(set(self._by_filter.values())) != 1:
            return ""  # none, or which of them is meant is not told
        condition = conditions.pop()
        where = {"threadId": thread_id, "startFrame": 0, "levels": DEEP}
        frames = (await ask("stackTrace", where)).get("stackFrames") or []
        own = next((frame for frame in frames if self._own(frame)), None)
        if own is None:
            return f"the condition {condition} can't be evaluated: no frame of the program's own"
        asked = {"expression": condition, "context": context, "frameId": own.get("id")}
        try:
            told = await ask("evaluate", asked)
        except AdapterRefused as error:
            return f"the condition {condition} can't be evaluated: {error.facts['why']}"
        return None if str(told.get("result")) in ("0", "false") else ""

    def _own(self, frame: Mapping[str, Any]) -> bool:
        """Whether a frame has a source of the program's."""
        path = str((frame.get("source") or {}).get("path") or "")
        return os.path.isfile(path) and not any(one.search(path) for one in self._runtime)
