"""Breakpoints: DAP's, in every thread, at the places that they come to.

V8 binds a breakpoint when it parses the script.  One in a source that is only
known by a source map waits: every script is stopped at its first line then, and
its map is read before anything of it runs.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import conditions, stack
from .inspector import Refused
from .point import NOT_LOADED, Point
from .scripts import Script
from .urls import pattern

if TYPE_CHECKING:
    from .thread import Thread

#: Suffixes of files that V8 is given as they are.
PLAIN = (".js", ".mjs", ".cjs")

#: Scripts that may have been made from something else.
MADE = r"^file://(?!.*/node_modules/).*\.[cm]?js$"

NO_CODE = "there is no code at that line or after it"


class Points:
    """All breakpoints of the program."""

    def __init__(self, changed: Callable[[Point], None], number: Callable[[Script], int]) -> None:
        """Tell ``changed`` when one finds its place; ``number`` names sources."""
        self._changed = changed
        self._number = number
        self._ids = itertools.count(1)
        self._by_path: dict[str, list[Point]] = {}
        self._functions: list[Point] = []
        self._owner: dict[tuple[Thread, str], Point] = {}
        self._entries: dict[Thread, str] = {}

    async def set_lines(
        self, path: str, wanted: list[dict[str, Any]], threads: list[Thread]
    ) -> list[dict[str, Any]]:
        """Replace the breakpoints of a file; return them in the order of ``wanted``."""
        old = self._by_path.pop(path, [])
        points, gone = self._replaced(old, path, wanted)
        await self._remove(gone)
        self._by_path[path] = points
        known = set(old)
        new = [point for point in points if point not in known]
        for thread in threads:
            await asyncio.gather(*(self._place(thread, point) for point in new))
            await self.entries(thread)
        return [point.told() for point in points]

    async def set_functions(
        self, wanted: list[dict[str, Any]], threads: list[Thread]
    ) -> list[dict[str, Any]]:
        """Replace the breakpoints at functions."""
        old, self._functions = self._functions, []
        self._functions, gone = self._replaced(old, "", wanted)
        await self._remove(gone)
        for thread in threads:
            await self.reach(thread)
        return [point.told() for point in self._functions]

    async def arrive(self, thread: Thread) -> None:
        """Set all breakpoints in a thread that is new."""
        every = [point for points in self._by_path.values() for point in points]
        await asyncio.gather(*(self._place(thread, point) for point in every))
        await self.entries(thread)

    async def loaded(self, thread: Thread, scripts: list[Script]) -> None:
        """Set again what may be in scripts that are new and have a source map."""
        for script in scripts:
            sources = set(map(os.path.realpath, script.map.sources)) if script.map else set()
            for path, points in self._by_path.items():
                if os.path.realpath(path) in sources:
                    await self._remove(points, thread)
                    await asyncio.gather(*(self._place(thread, point) for point in points))
                    for point in points:
                        self._changed(point)

    async def reach(self, thread: Thread) -> None:
        """Look for functions that could not be reached before."""
        for point in self._functions:
            if not point.set.get(thread):
                await self._place_function(thread, point)

    async def entries(self, thread: Thread) -> None:
        """Stop scripts at their first line while a source that nobody has loaded is waited for."""
        needed = any(
            not path.endswith(PLAIN) and not thread.scripts.of(path)
            for path, points in self._by_path.items()
            if points
        )
        if needed and thread not in self._entries:
            self._entries[thread] = ""
            answer = await thread.channel.call(
                "Debugger.setBreakpointByUrl", urlRegex=MADE, lineNumber=0, columnNumber=0
            )
            self._entries[thread] = str(answer["breakpointId"])
        elif not needed and self._entries.get(thread):
            await thread.channel.call(
                "Debugger.removeBreakpoint", breakpointId=self._entries.pop(thread)
            )

    def hit(self, thread: Thread, numbers: list[str]) -> tuple[list[Point], bool]:
        """Return the breakpoints with CDP's ``numbers``, and whether one is an entry of ours."""
        points = [self._owner[thread, n] for n in numbers if (thread, n) in self._owner]
        return points, self._entries.get(thread, "-") in numbers

    def here(self, thread: Thread, frame: stack.Frame) -> list[Point]:
        """Return the unconditional breakpoints at the place of ``frame``."""
        if frame.script is None:
            return []
        path, line, _, _ = frame.script.written(frame.line, frame.column)
        return [
            point
            for points in self._by_path.values()
            for point in points
            if point.place is not None
            and point.set.get(thread)
            and not point.text
            and point.place[0].get("path") == path
            and point.place[1] == line + 1
        ]

    def resolved(self, thread: Thread, number: str, location: dict[str, Any]) -> None:
        """Note that V8 has found the place of a breakpoint."""
        point = self._owner.get((thread, number))
        if point is not None and point.place is None:
            self._found(thread, point, location)
            self._changed(point)

    def _replaced(
        self, old: list[Point], path: str, wanted: list[dict[str, Any]]
    ) -> tuple[list[Point], list[Point]]:
        """Return the breakpoints for ``wanted``, and those of ``old`` that nobody wants now.

        One that was there is the same, so that it goes on counting.
        """
        known = {point.terms: point for point in old}
        points = []
        for told in wanted:
            point = Point.asked(path, told)
            kept = known.setdefault(point.terms, point)
            if kept is point:
                point.id = next(self._ids)
            points.append(kept)
        staying = set(points)
        return points, [point for point in old if point not in staying]

    async def _remove(self, points: list[Point], only: Thread | None = None) -> None:
        for point in points:
            for thread in [only] if only is not None else list(point.set):
                for number in point.set.pop(thread, []):
                    self._owner.pop((thread, number), None)
                    try:
                        await thread.channel.call("Debugger.removeBreakpoint", breakpointId=number)
                    except Refused:
                        continue  # the thread is gone, and the breakpoint with it
            point.place = None

    async def _place(self, thread: Thread, point: Point) -> None:
        """Set a breakpoint in ``thread``, wherever it may be."""
        if why := await self._wrong(thread, point):
            point.message = why
            return
        real = os.path.realpath(point.path)
        column = {"columnNumber": point.column - 1} if point.column else {}
        wanted: list[dict[str, Any]] = []
        known = thread.scripts.of(point.path)
        for script in known:
            sources = list(map(os.path.realpath, script.map.sources)) if script.map else []
            if script.map is not None and real in sources:
                places = script.map.generated(
                    sources.index(real), point.line - 1, max(0, point.column - 1)
                )
                wanted += [
                    {"url": script.url, "lineNumber": line, "columnNumber": at}
                    for line, at in places
                ]
        if not wanted and not any(script.map for script in known):
            wanted = [{"urlRegex": pattern(real), "lineNumber": point.line - 1, **column}]
        point.message = NO_CODE if known else NOT_LOADED
        for where in wanted:
            await self._set(thread, point, "Debugger.setBreakpointByUrl", where)

    async def _place_function(self, thread: Thread, point: Point) -> None:
        """Set a breakpoint at a function, if its name leads to one from where the thread is."""
        point.message = f"no function {point.name} can be reached from here"
        if why := await self._wrong(thread, point):
            point.message = why
            return
        try:
            remote = await thread.evaluate(point.name)
        except Refused:
            return
        if remote.get("type") != "function":
            return
        where: dict[str, Any] = {"objectId": remote["objectId"]}
        await self._set(thread, point, "Debugger.setBreakpointOnFunctionCall", where)
        answer = await thread.channel.call("Runtime.getProperties", **where, ownProperties=True)
        for told in answer.get("internalProperties") or []:
            if told["name"] == "[[FunctionLocation]]" and point.set.get(thread):
                self._found(thread, point, told["value"]["value"])
                self._changed(point)

    async def _set(self, thread: Thread, point: Point, method: str, where: dict[str, Any]) -> None:
        terms: dict[str, Any] = {"condition": point.text} if point.text else {}
        if point.log and not thread.bound:
            thread.bound = True
            await thread.channel.call("Runtime.addBinding", name=conditions.BINDING)
        try:
            answer = await thread.channel.call(method, **where, **terms)
        except Refused as refused:
            point.message = str(refused)
            return
        number = str(answer["breakpointId"])
        point.set.setdefault(thread, []).append(number)
        self._owner[thread, number] = point
        for location in answer.get("locations") or []:
            self._found(thread, point, location)

    def _found(self, thread: Thread, point: Point, location: dict[str, Any]) -> None:
        script = thread.scripts.get(str(location.get("scriptId")))
        if script is None or point.place is not None:
            return
        path, line, column, origin = script.written(
            int(location.get("lineNumber") or 0), int(location.get("columnNumber") or 0)
        )
        source = stack.source(script, path, origin, self._number(script))
        if os.path.realpath(path) == os.path.realpath(point.path):
            source = {**source, "path": point.path}
        point.place = source, line + 1, column + 1

    async def _wrong(self, thread: Thread, point: Point) -> str:
        """Return why V8 can't compile a breakpoint's condition; empty = it can."""
        for text in (point.condition, *(e for _, e in conditions.parts(point.log) if e)):
            if not text:
                continue
            whole = f"new Function({json.dumps(conditions.returned(text))})"
            answer = await thread.channel.call("Runtime.evaluate", expression=whole)
            thrown = (answer.get("exceptionDetails") or {}).get("exception") or {}
            if thrown.get("className") == "SyntaxError":
                said = str(thrown.get("description")).partition("\n")[0]
                return f"{text!r} does not compile: {said}"
        return ""
