"""The breakpoints of one session: the hub's and ours, as the adapter wants them.

The hub numbers breakpoints, the adapter numbers them otherwise, and some are
ours alone (an entry stop, a panic).  DAP replaces all of a file's or all
function breakpoints at once, so both kinds go in the same requests.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec

from ..protocol.orders import Bound, Breakpoint
from . import logpoints
from .tally import Tally

#: Send a checked DAP request and return its body.
Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


#: How an adapter tells the places of a breakpoint that it calls verified in any case.
COUNTED = re.compile(r"Resolved locations: (\d+)")


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """A breakpoint that the hub never sees: a function, or a line of ``path``."""

    tag: str
    function: str = ""
    path: str = ""
    line: int = 0


Either = Breakpoint | Hidden


class Breakpoints:
    """What is set in one adapter, and which number means what."""

    def __init__(self, ask: Ask, hits: Callable[[Breakpoint], str], *, one_by_one: bool) -> None:
        """Set breakpoints through ``ask``; ``hits`` writes a hit condition."""
        self._ask = ask
        self._hits = hits
        self._one_by_one = one_by_one
        #: One change at a time: each replaces the one before.
        self._lock = asyncio.Lock()
        self._wanted: list[Breakpoint] = []
        self._hidden: list[Hidden] = []
        self._paths: set[str] = set()
        self._functions = False
        self._others: set[str] = set()
        self.tally = Tally()
        #: The adapter's number -> the breakpoint.
        self._owner: dict[int, Either] = {}
        #: The same of data breakpoints: lldb numbers them apart, from 1.
        self._watched: dict[int, Breakpoint] = {}
        #: The hub's number -> where it is, as last told.
        self.bound: dict[int, Bound] = {}

    @property
    def wanted(self) -> list[Breakpoint]:
        """The hub's breakpoints, by number."""
        return list(self._wanted)

    async def set(
        self, wanted: Iterable[Breakpoint], hidden: Iterable[Hidden] | None = None
    ) -> list[Bound]:
        """Replace the hub's breakpoints (and ours, if given); return where they are.

        The answer is in the order of the hub's numbers.
        """
        async with self._lock:
            return await self._set(wanted, hidden)

    async def _set(
        self, wanted: Iterable[Breakpoint], hidden: Iterable[Hidden] | None
    ) -> list[Bound]:
        self._wanted = sorted(wanted, key=lambda item: item.id)
        if hidden is not None:
            self._hidden = list(hidden)
        self._owner = {}
        self._watched = {}
        self.bound = {}
        every: list[Either] = [*self._wanted, *self._hidden]
        paths = {item.path for item in every if item.path}
        for path in sorted(paths | self._paths):
            await self._set_lines(path, [item for item in every if item.path == path])
        self._paths = paths
        functions = [item for item in every if item.function]
        if functions or self._functions:
            await self._set_functions(functions)
        self._functions = bool(functions)
        await self._set_others("setDataBreakpoints", [b for b in self._wanted if b.data])
        await self._set_others(
            "setInstructionBreakpoints", [b for b in self._wanted if b.instruction]
        )
        return [self.bound[item.id] for item in self._wanted]

    async def drop(self, tags: frozenset[str]) -> None:
        """Remove our own breakpoints with these tags."""
        async with self._lock:
            gone = [item for item in self._hidden if item.tag in tags]
            self._hidden = [item for item in self._hidden if item.tag not in tags]
            await self._reset(gone)

    def hit(
        self, numbers: Iterable[int], *, data: bool = False
    ) -> tuple[tuple[int, ...], frozenset[str]]:
        """Return the hub's numbers and our tags for the adapter's ``numbers``."""
        owner: Mapping[int, Either] = self._watched if data else self._owner
        items = [owner[number] for number in numbers if number in owner]
        return _split(items)

    def at(self, path: str, line: int, function: str) -> tuple[tuple[int, ...], frozenset[str]]:
        """Return what is set at a place, for adapters that don't say which was hit."""
        lines = {number: bound.line for number, bound in self.bound.items()}
        every: list[Either] = [*self._wanted, *self._hidden]
        return _split(
            item
            for item in every
            if (item.function and item.function == function)
            or (path and item.path == path and line in (item.line, _line(item, lines)))
        )

    def due(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Count a hit of each of the hub's breakpoints; return those that are to be told now."""
        by_number = {item.id: item for item in self._wanted}
        hit = [by_number[number] for number in numbers if number in by_number]
        return tuple(item.id for item in hit if self.tally.due(item))

    def moved(self, body: Mapping[str, Any]) -> Bound | None:
        """Return the hub's breakpoint that a DAP ``breakpoint`` event is about, as it is now.

        ``None`` = it is one of ours, or unknown.
        """
        told = body.get("breakpoint")
        if not isinstance(told, dict):
            return None
        owner = self._owner.get(told.get("id", -1))
        if not isinstance(owner, Breakpoint):
            return None
        bound = _bound(owner, told)
        if body.get("reason") == "removed":
            bound = Bound(id=owner.id, verified=False, message="the adapter removed it")
        if bound == self.bound.get(owner.id):
            return None
        self.bound[owner.id] = bound
        return bound

    async def _reset(self, gone: list[Hidden]) -> None:
        """Set again what shared a request with ``gone``."""
        every: list[Either] = [*self._wanted, *self._hidden]
        for path in {item.path for item in gone if item.path}:
            await self._set_lines(path, [item for item in every if item.path == path])
        if any(item.function for item in gone):
            await self._set_functions([item for item in every if item.function])

    async def _set_lines(self, path: str, items: list[Either]) -> None:
        source = {"path": path, "name": path.rpartition("/")[2]}
        lines = [{**_line_and_column(item), **self._terms(item)} for item in items]
        body = await self._ask("setBreakpoints", {"source": source, "breakpoints": lines})
        self._note(items, _told(body))

    async def _set_others(self, command: str, items: list[Breakpoint]) -> None:
        """Set data or instruction breakpoints; nothing is sent where there never was one."""
        if not items and command not in self._others:
            return
        self._others.add(command)
        asked = [{**_place(item), **self._terms(item)} for item in items]
        body = await self._ask(command, {"breakpoints": asked})
        self._note([*items], _told(body))

    async def _set_functions(self, items: list[Either]) -> None:
        functions = [{"name": item.function, **self._terms(item)} for item in items]
        if not self._one_by_one:
            body = await self._ask("setFunctionBreakpoints", {"breakpoints": functions})
            self._note(items, _told(body))
            return
        seen: set[int] = set()
        for count in range(len(items) + 1) if not items else range(1, len(items) + 1):
            body = await self._ask("setFunctionBreakpoints", {"breakpoints": functions[:count]})
            told = _told(body)
            new = [one for one in told if _whole(one.get("id"), -1) not in seen]
            seen |= {_whole(one.get("id"), -1) for one in told}
            self._note(items[count - 1 : count], new[-1:])

    def _note(self, items: list[Either], told: list[dict[str, Any]]) -> None:
        """Remember what the adapter said about each of ``items``, in their order."""
        silence: list[dict[str, Any]] = [{} for _ in items]
        for item, one in zip(items, [*told, *silence], strict=False):
            number = one.get("id")
            if isinstance(item, Breakpoint) and item.data and isinstance(number, int):
                self._watched[number] = item
            elif isinstance(number, int):
                self._owner[number] = item
            if isinstance(item, Breakpoint):
                self.bound[item.id] = _bound(item, one)

    def _terms(self, item: Either) -> dict[str, str]:
        """Return DAP's condition and hit condition."""
        if isinstance(item, Hidden):
            return {}
        terms = {
            "condition": item.condition,
            "hitCondition": item.hit and self._hits(item),
            "logMessage": item.log and logpoints.marked(item.id, item.log),
        }
        return {name: str(value) for name, value in terms.items() if value}


def _split(items: Iterable[Either]) -> tuple[tuple[int, ...], frozenset[str]]:
    every = list(items)
    numbers = sorted({item.id for item in every if isinstance(item, Breakpoint)})
    return tuple(numbers), frozenset(item.tag for item in every if isinstance(item, Hidden))


def _line(item: Either, lines: Mapping[int, int]) -> int:
    return lines.get(item.id, item.line) if isinstance(item, Breakpoint) else item.line


def _line_and_column(item: Either) -> dict[str, int]:
    """Return DAP's place in a source."""
    if isinstance(item, Breakpoint) and item.column:
        return {"line": item.line, "column": item.column}
    return {"line": item.line}


def _place(item: Breakpoint) -> dict[str, str]:
    """Return DAP's place of a data or instruction breakpoint."""
    if item.data:
        return {"dataId": item.data, **({"accessType": item.access} if item.access else {})}
    return {"instructionReference": item.instruction}


def _told(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what an answer tells of each breakpoint; what is no object tells nothing."""
    items = body.get("breakpoints")
    every = items if isinstance(items, list) else []
    return [one if isinstance(one, dict) else {} for one in every]


def _whole(value: object, otherwise: int) -> int:
    """Return a number that an adapter tells, if it is one."""
    return value if isinstance(value, int) and value >= 0 else otherwise


def _bound(item: Breakpoint, told: Mapping[str, Any]) -> Bound:
    """Return a DAP ``Breakpoint`` in the hub's words."""
    source = told.get("source")
    source = source if isinstance(source, dict) else {}
    number = told.get("id")
    message = str(told.get("message") or "")
    # What is "verified" at no location is nowhere; such a count is no news for people.
    counted = COUNTED.fullmatch(message)
    return Bound(
        id=item.id,
        verified=told.get("verified") is True and not (counted and counted[1] == "0"),
        adapter_id=number if isinstance(number, int) else -1,
        path=str(source.get("path") or item.path),
        line=_whole(told.get("line"), item.line),
        column=_whole(told.get("column"), 0) if item.column else 0,
        message="" if counted else message,
    )
