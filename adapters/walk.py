"""Many steps in one order: step, look, step again, without a word to the hub between.

A look is three requests, as a client would make them; what they tell is compared
with the look before.  The hub hears of the last stop only.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ..protocol import dap
from ..protocol.errors.adapter import AdapterGarbage, AdapterRefused
from ..protocol.walks import Change, Check, StepsTaken, Taken, TakeSteps

if TYPE_CHECKING:
    from .session import Session

Body = TypeVar("Body")

#: Characters of a value that are told.
CHARS = 200

#: Scopes that hold the function's own variables, by the first word of name or hint.
_LOCAL = ("local", "argument")

#: Tell the hub the stop that was kept from it.
Told = Callable[[], Awaitable[None]]


class Walk:
    """The steps of one order, while they are taken."""

    def __init__(self, session: Session, order: TakeSteps) -> None:
        """Take over the stops of ``session`` that steps make."""
        self._session = session
        self._order = order
        self._thread = order.thread_id
        self._ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._told: Told | None = None

    def stopped(self, thread: int | None, told: Told) -> None:
        """Take note of the end of a step; ``told`` tells it, should it be the last."""
        self._told = told
        if thread is not None:
            self._thread = thread
        self.over("")

    def over(self, why: str = "over") -> None:
        """Take note of any other end: a stop of another kind, or the program's."""
        if not self._ended.done():
            self._ended.set_result(why)

    async def run(self) -> StepsTaken:
        """Take the steps.

        Raises:
            DaebugError: as a request does; what was reached is told all the same.
        """
        self._session.walk = self
        try:
            return await self._run()
        finally:
            self._session.walk = None
            if self._told is not None:
                await self._told()

    async def _run(self) -> StepsTaken:
        order, kept = self._order, list[Taken]()
        until = time.monotonic() + order.timeout_s
        before, values, _ = await self._look()

        def answer(taken: int, ended: str, refused: str = "") -> StepsTaken:
            return StepsTaken(steps=kept[-order.keep :], taken=taken, ended=ended, refused=refused)

        for taken in range(1, order.limit + 1):
            why = await self._step(before, until - time.monotonic())
            if why:
                kept.append(before)
                return answer(taken, why)
            after, now, frame = await self._look()
            changes = changed(values, now) if after.function == before.function else []
            kept.append(
                Taken(function=before.function, path=before.path, line=before.line, changes=changes)
            )
            del kept[: -order.keep]
            before, values = after, now
            if order.check is not None:
                met, refused = await self._check(order.check, frame)
                if met or refused:
                    kept.append(before)
                    return answer(taken, "check", refused)
        kept.append(before)
        return answer(order.limit, "limit")

    async def _step(self, here: Taken, left_s: float) -> str:
        """Take one step; return why there is no other, empty if there may be."""
        if left_s <= 0:
            return "time"
        self._ended = asyncio.get_running_loop().create_future()
        # Nobody reads along in code without source: leave it.
        command = self._order.command if here.path else "stepOut"
        last, self._told = self._told, None
        try:
            await self._session.ask(command, {"threadId": self._thread})
        except AdapterRefused:
            self._told = last
            raise
        try:
            return await asyncio.wait_for(self._ended, left_s)
        except TimeoutError:
            return "time"

    async def _look(self) -> tuple[Taken, dict[str, str], int]:
        """Return the innermost frame, its variables, and DAP's number for it."""
        asked: dict[str, Any] = {"threadId": self._thread, "startFrame": 0, "levels": 1}
        frames = (await self._read("stackTrace", asked, dap.StackTrace)).stack_frames
        if not frames:
            return Taken(function=""), {}, 0
        frame = frames[0]
        path = dap.text_path(frame)
        here = Taken(function=frame.name, path=path, line=frame.line if path else 0)
        scopes = (await self._read("scopes", {"frameId": frame.id}, dap.Scopes)).scopes
        names: dict[str, str] = {}
        wanted = [one for one in scopes if _local(one)] or scopes[:1]
        for scope in wanted:
            reference = {"variablesReference": scope.variables_reference}
            if scope.variables_reference > 0:
                found = (await self._read("variables", reference, dap.Variables)).variables
                names |= {one.name: one.value for one in found}
        return here, names, frame.id

    async def _read(self, command: str, arguments: dict[str, Any], kind: type[Body]) -> Body:
        """Return the answer of a request as ``kind``."""
        session = self._session
        body = await session.request(command, arguments, timeout_s=session.request_s)
        try:
            return dap.read(body, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AdapterGarbage(adapter=session.adapter, why=f"{command}: {error}") from error

    async def _check(self, check: Check, frame: int) -> tuple[bool, str]:
        """Return whether ``check`` ends it, and why it was refused."""
        asked = {"expression": check.expression, "frameId": frame, "context": check.context}
        try:
            told = await self._session.ask("evaluate", asked)
        except AdapterRefused as error:
            why = str(error.facts["why"])
            return False, "" if any(words in why for words in check.unknown) else why
        holds = str(told.get("result") or "").strip() not in check.false
        return holds == check.holds, ""


def changed(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    """Return what differs.

    >>> [(one.name, one.before, one.after) for one in changed({"a": "1"}, {"a": "3", "c": "4"})]
    [('a', '1', '3'), ('c', None, '4')]
    """
    return [
        Change(
            name=name,
            after=value[:CHARS],
            before=before[name][:CHARS] if name in before else None,
        )
        for name, value in after.items()
        if before.get(name) != value
    ]


def _local(scope: dap.Scope) -> bool:
    words = (scope.presentation_hint or "", scope.name.lower())
    return not scope.expensive and any(word.startswith(_LOCAL) for word in words)
