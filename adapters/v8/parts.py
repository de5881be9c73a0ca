"""What can be opened at a stop: scopes and objects by DAP's numbers, and their parts.

Numbers are good until the thread runs on.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import values
from .inspector import Refused
from .stack import WRAPPER, Frame

if TYPE_CHECKING:
    from .thread import Thread

#: Reads ``count`` elements from ``start`` on without copying a typed array.
_SLICE = (
    "function(start,count){return ArrayBuffer.isView(this)?this.subarray(start,start+count):"
    "Array.prototype.slice.call(this,start,start+count)}"
)

#: Reads ``count`` entries of a map from ``start`` on, keys and values in turn, or of a set.
_ENTRIES = (
    "function(start,count){const page=[];let at=0;const set=%s;"
    "const entries=(set?Set:Map).prototype.entries.call(this);"
    "for(const [key,value] of entries){if(at>=start+count)break;"
    "if(at++>=start)set?page.push(value):page.push(key,value)}return page}"
)

#: Arrays longer than this are read in pieces where DAP asked for all.
WHOLE = 1000


@dataclass(frozen=True)
class Parts:
    """Something with parts: an object of V8, or the scopes that are shown as one."""

    thread: Thread
    objects: tuple[tuple[int, str], ...]
    #: The frame whose scopes these are; ``None`` = it is one object.
    frame: Frame | None = None
    expression: str = ""
    length: int = 0
    #: ``map`` or ``set``: its elements are entries.
    entries: str = ""
    #: The getter of ``objects`` that is to be read.
    getter: str = ""


class Table:
    """The numbers of what can be opened."""

    def __init__(self) -> None:
        """Begin with 1: DAP's 0 says that there is nothing."""
        self._next = itertools.count(1)
        self._held: dict[int, Parts] = {}

    def number(self, parts: Parts) -> int:
        """Return a new number for ``parts``."""
        number = next(self._next)
        self._held[number] = parts
        return number

    def get(self, number: int) -> Parts:
        """Return what has ``number``.

        Raises:
            Refused: the thread has run on since.
        """
        if number not in self._held:
            raise Refused(f"{number} was good for an earlier stop")
        return self._held[number]

    def forget(self, thread: Thread) -> None:
        """Forget all of ``thread``: it runs on."""
        self._held = {n: held for n, held in self._held.items() if held.thread is not thread}

    def evaluated(self, thread: Thread, remote: dict[str, Any], expression: str) -> dict[str, Any]:
        """Return the fields that DAP's variables and evaluations share."""
        told: dict[str, Any] = {"type": values.kind(remote), "variablesReference": 0}
        if values.unfolds(remote):
            length = values.length(remote)
            entries = str(remote["subtype"]) if remote.get("subtype") in ("map", "set") else ""
            objects = ((0, remote["objectId"]),)
            parts = Parts(thread, objects, None, expression, length, entries)
            told["variablesReference"] = self.number(parts)
            if length:
                told["indexedVariables"] = length
        return told

    def variable(
        self, thread: Thread, name: str, remote: dict[str, Any], expression: str
    ) -> dict[str, Any]:
        """Return a value as DAP's variable."""
        told: dict[str, Any] = {"name": name, "value": values.shown(remote)}
        told |= self.evaluated(thread, remote, expression)
        if expression:
            told["evaluateName"] = expression
        if name.startswith("[["):
            told["presentationHint"] = {"visibility": "internal"}
        return told

    async def variables(
        self, parts: Parts, *, only: str, start: int, count: int
    ) -> list[dict[str, Any]]:
        """Return the parts: all, or ``count`` from ``start`` on; ``only`` is DAP's filter."""
        if parts.getter:
            return [await self._read(parts)]
        if parts.frame is not None:
            found = await self._scopes(parts)
        elif only == "indexed" or (parts.length > WHOLE and only != "named"):
            return await self._elements(parts, start, count or parts.length - start)
        else:
            found = await self._properties(parts, named=only == "named")
        return found[start : start + count] if count else found[start:]

    async def _scopes(self, parts: Parts) -> list[dict[str, Any]]:
        """Return the variables of scopes, an inner one before an outer one of its name."""
        found: dict[str, dict[str, Any]] = {}
        for _, number in parts.objects:
            properties = await _asked(parts.thread, number, accessors=False)
            names = {str(told["name"]) for told in properties["result"]}
            skipped = WRAPPER if names >= WRAPPER else frozenset()
            for told in properties["result"]:
                name = str(told["name"])
                if name in skipped or name in found:
                    continue
                remote = told.get("value") or {"type": "undefined"}
                found[name] = self.variable(parts.thread, name, remote, name)
        return list(found.values())

    async def _elements(self, parts: Parts, start: int, count: int) -> list[dict[str, Any]]:
        """Return the elements of an array, numbered as in the whole of it."""
        begin = max(0, min(start, parts.length))
        end = min(begin + max(count, 0), parts.length)
        if parts.entries:
            return await self._entries(parts, begin, end - begin)
        answer = await parts.thread.channel.call(
            "Runtime.callFunctionOn",
            objectId=parts.objects[0][1],
            functionDeclaration=_SLICE,
            arguments=[{"value": begin}, {"value": end - begin}],
            objectGroup=parts.thread.group,
        )
        properties = await _asked(parts.thread, answer["result"]["objectId"])
        found = {told["name"]: told for told in properties["result"] if told["name"].isdigit()}
        listed = []
        for at in range(end - begin):
            remote = (found.get(str(at)) or {}).get("value") or {"type": "undefined"}
            name = str(begin + at)
            expression = values.member(parts.expression, name)
            listed.append(self.variable(parts.thread, name, remote, expression))
        return listed

    async def _properties(self, parts: Parts, *, named: bool) -> list[dict[str, Any]]:
        """Return an object's own properties, its private and its internal ones."""
        thread, number = parts.thread, parts.objects[0][1]
        answer = await _asked(thread, number, named=named)
        found = []
        for told in [*answer["result"], *(answer.get("privateProperties") or [])]:
            name = str(told["name"])
            expression = values.member(parts.expression, name)
            if parts.length and name == "length":
                continue  # the array's value tells it
            if "value" in told:
                found.append(self.variable(thread, name, told["value"], expression))
            elif (told.get("get") or {}).get("type") == "function":
                found.append(self._unread(parts, name, expression))
        internal = answer.get("internalProperties") or []
        if parts.entries and not named:
            found += await self._entries(parts, 0, parts.length)
        found += [
            self.variable(thread, str(told["name"]), told["value"], "")
            for told in internal
            if "value" in told and not (parts.entries and told["name"] == "[[Entries]]")
        ]
        return found

    async def _entries(self, parts: Parts, start: int, count: int) -> list[dict[str, Any]]:
        """Return entries, numbered; those of a map have their keys in their names."""
        one = 1 if parts.entries == "set" else 2
        answer = await parts.thread.channel.call(
            "Runtime.callFunctionOn",
            objectId=parts.objects[0][1],
            functionDeclaration=_ENTRIES % ("true" if one == 1 else "false"),
            arguments=[{"value": start}, {"value": count}],
            objectGroup=parts.thread.group,
        )
        told = (await _asked(parts.thread, answer["result"]["objectId"]))["result"]
        page = [one["value"] for one in told if one["name"].isdigit()]
        listed = []
        for at in range(0, len(page), one):
            key = "" if one == 1 else f" {values.shown(page[at])}"
            name = f"[{start + at // one}]{key}"
            listed.append(self.variable(parts.thread, name, page[at + one - 1], ""))
        return listed

    def _unread(self, parts: Parts, name: str, expression: str) -> dict[str, Any]:
        """Return a getter that nobody has read."""
        held = Parts(parts.thread, parts.objects, None, expression, getter=name)
        return {
            "name": name,
            "value": values.UNREAD,
            "type": "getter",
            "evaluateName": expression,
            "variablesReference": self.number(held),
            "presentationHint": {"lazy": True},
        }

    async def _read(self, parts: Parts) -> dict[str, Any]:
        """Read a getter, now that somebody asks for it."""
        answer = await parts.thread.channel.call(
            "Runtime.callFunctionOn",
            objectId=parts.objects[0][1],
            functionDeclaration="function(name){return this[name]}",
            arguments=[{"value": parts.getter}],
            objectGroup=parts.thread.group,
            generatePreview=True,
        )
        return self.variable(parts.thread, parts.getter, answer["result"], parts.expression)


async def _asked(
    thread: Thread, number: str, *, named: bool = False, accessors: bool = True
) -> dict[str, Any]:
    """Return CDP's properties of an object."""
    answer = await thread.channel.call(
        "Runtime.getProperties",
        objectId=number,
        ownProperties=True,
        generatePreview=True,
        nonIndexedPropertiesOnly=named,
    )
    if not accessors:
        answer["result"] = [told for told in answer["result"] if "get" not in told]
    return answer
