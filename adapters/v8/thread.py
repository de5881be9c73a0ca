"""One thread of the program: its scripts, where it is paused, and what stops it.

What V8 says is taken in order: scripts at once, pauses by a task, because a
pause may need calls to V8 before anybody is told of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Protocol

from . import caught, conditions, values
from .inspector import Channel, Refused
from .point import Point
from .points import Points
from .scripts import Script, Scripts
from .stack import IDLE_URL, Frame, Pause
from .texts import Texts

log = logging.getLogger("daebug.v8")

#: Frames of asynchronous calls that V8 remembers.
ASYNC_DEPTH = 16

#: Seconds for the program to come to a pause by itself: an idle one never does.
IDLE_S = 0.05

#: A script in which an idle program can be paused.
NOTHING = f"0 //# sourceURL={IDLE_URL}"

#: Milliseconds that an expression may run.
EVALUATE_MS = 10_000

#: Node's own code: steps pass over it.
INTERNAL = ["^node:", "^$"]


class Owner(Protocol):
    """The program as a thread sees it."""

    points: Points
    texts: Texts
    #: Breakpoints are set, and the program may run.
    configured: bool
    #: The exceptions to stop at: ``none``, ``uncaught`` or ``all``.
    exceptions: str

    def frame_number(self) -> int:
        """Return a number for a frame."""

    def resumed(self, thread: Thread) -> None:
        """Forget what was good for a stop."""

    def stopped(self, thread: Thread, body: dict[str, Any]) -> None:
        """Tell a stop."""

    def continued(self, thread: Thread) -> None:
        """Tell that a thread runs on, which nobody asked for."""

    def said(self, text: str) -> None:
        """Tell what a log point said."""

    def event(self, thread: Thread, method: str, parameters: dict[str, Any]) -> None:
        """Take an event that is none of the thread's own."""


class Thread:
    """One thread: the main one (number 1), or a worker."""

    def __init__(
        self, owner: Owner, number: int, name: str, write: Callable[[bytes], None]
    ) -> None:
        """Speak to it through ``write``."""
        self.number = number
        self.name = name
        #: The program has the function by which log points speak.
        self.bound = False
        #: CDP's group of what is held for one stop.
        self.group = "stop"
        self.channel = Channel(write, self._heard)
        self.scripts = Scripts()
        self.pause: Pause | None = None
        #: The pause at the first line, before anything of the program ran.
        self.entry: asyncio.Future[Pause] = asyncio.get_running_loop().create_future()
        #: What it was last told to do: ``continue``, ``step``, ``pause``, ``restart``.
        self.asked = "continue"
        #: CDP's numbers of breakpoints at the first line of a module, until one is hit.
        self.first: list[str] = []
        self._owner = owner
        self._new: list[Script] = []
        #: Set at every pause.
        self._news = asyncio.Event()
        self._pauses: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._judge(), name=f"thread {number}")

    async def enable(self) -> None:
        """Have V8 tell what happens."""
        call = self.channel.call
        await asyncio.gather(
            call("Debugger.enable"),
            call("Debugger.setAsyncCallStackDepth", maxDepth=ASYNC_DEPTH),
            call("Debugger.setBlackboxPatterns", patterns=INTERNAL),
        )

    async def resume(self, method: str, asked: str, **parameters: Any) -> None:
        """Let it run on by ``method`` of CDP's Debugger.

        Raises:
            Refused: it is not paused.
        """
        pause, self.pause = self.pause, None
        before, self.asked = self.asked, asked
        try:
            await self.channel.call(f"Debugger.{method}", **parameters)
        except Refused:
            self.pause, self.asked = pause, before
            raise
        self._owner.resumed(self)

    async def stop(self) -> None:
        """Pause it, even if it is idle: then by a script of ours with nothing in it."""
        self.asked = "pause"
        self._news.clear()
        await self.channel.call("Debugger.pause")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), IDLE_S)
        if self.pause is None and self.asked == "pause":
            # Its answer comes once the program runs on.
            nothing = self.channel.call("Runtime.evaluate", expression=NOTHING, wait_s=86_400.0)
            asyncio.ensure_future(nothing).add_done_callback(_passed)

    async def evaluate(
        self, expression: str, frame: Frame | None = None, **terms: Any
    ) -> dict[str, Any]:
        """Return the value of an expression in a frame (else the innermost, else nowhere).

        Raises:
            Refused: it threw, with what.
        """
        if frame is None and self.pause is not None and self.pause.frames:
            frame = self.pause.frames[0]
        common = {"objectGroup": self.group, "generatePreview": True, **terms}
        text = f"({expression})" if _literal(expression) else expression
        if frame is None:
            # Waited for only where it must be: a busy program never comes to a promise.
            waits = {"replMode": True, "awaitPromise": True} if "await" in text else {}
            answer = await self.channel.call(
                "Runtime.evaluate", expression=text, timeout=EVALUATE_MS, **waits, **common
            )
        else:
            answer = await self.channel.call(
                "Debugger.evaluateOnCallFrame", callFrameId=frame.id, expression=text,
                timeout=EVALUATE_MS, **common,
            )  # fmt: skip
        if details := answer.get("exceptionDetails"):
            thrown = details.get("exception") or {}
            said = values.shown(thrown) if thrown else str(details.get("text"))
            raise Refused(said if thrown.get("subtype") == "error" else f"thrown: {said}")
        return dict(answer["result"])

    def end(self, why: str) -> None:
        """Let go: it is gone."""
        self.channel.end(why)
        self._task.cancel()
        self.pause = None
        if not self.entry.done():
            self.entry.cancel()

    def _heard(self, method: str, parameters: dict[str, Any]) -> None:
        match method:
            case "Debugger.scriptParsed":
                script = self.scripts.add(parameters)
                self._owner.texts.add(self, script)
                if script.map is not None:
                    self._new.append(script)
            case "Debugger.paused":
                self._news.set()
                self._pauses.put_nowait(parameters)
            case "Debugger.resumed":
                if self.pause is not None:
                    self.pause = None
                    self._owner.resumed(self)
                    self._owner.continued(self)
            case "Debugger.breakpointResolved":
                number, location = str(parameters["breakpointId"]), parameters["location"]
                self._owner.points.resolved(self, number, location)
            case "Runtime.bindingCalled":
                if parameters.get("name") == conditions.BINDING:
                    self._owner.said(str(parameters.get("payload")))
            case _:
                self._owner.event(self, method, parameters)

    async def _judge(self) -> None:
        """Take one pause after the other."""
        while True:
            told = await self._pauses.get()
            try:
                await self._paused(told)
            except Refused as refused:
                log.info("a pause: %s", refused)
            except Exception:
                # One strange pause must not end the session.
                log.exception("a pause")

    async def _paused(self, told: dict[str, Any]) -> None:
        """Tell a pause, or run on."""
        points = self._owner.points
        pause = Pause(told, self.scripts, self._owner.frame_number)
        self.pause = pause
        new, self._new = self._new, []
        if pause.reason.startswith("Break on start") and not self.entry.done():
            await points.loaded(self, new)
            self.entry.set_result(pause)
            if self.number > 1:
                await self.resume("resume", "continue")
            return
        if self._caught(pause):
            step = self.asked == "step"
            await self.resume("stepOver" if step else "resume", self.asked)
            return
        hit, ours = points.hit(self, pause.hits)
        entered = await self._entered(pause)
        if new:
            await points.loaded(self, new)
            if ours:
                hit += points.here(self, pause.frames[0])
                await points.entries(self)
        told_anyway = entered or self.asked == "pause" or pause.exception is not None
        early = pause.instantiates and not hit and not told_anyway
        if not self._owner.configured or early or (ours and not hit and not told_anyway):
            await self.resume("resume", self.asked)
            return
        await points.reach(self)
        if entered and not hit:
            self.asked = "entry"
        self._owner.stopped(self, self._body(pause, hit))
        self.asked = "continue"

    def _caught(self, pause: Pause) -> bool:
        """Whether nobody asked to hear of what was thrown: the program catches it."""
        if pause.exception is None or pause.hits or self._owner.exceptions != "uncaught":
            return False
        if pause.data.get("uncaught"):
            return False
        return not caught.evaluating(pause) or caught.by_program(pause)

    async def _entered(self, pause: Pause) -> bool:
        """Whether this is the first line of a module, where it was to be held."""
        if not set(self.first) & set(pause.hits) or pause.instantiates:
            return False
        numbers, self.first = self.first, []
        for number in numbers:
            await self.channel.call("Debugger.removeBreakpoint", breakpointId=number)
        return True

    def _body(self, pause: Pause, hit: list[Point]) -> dict[str, Any]:
        """Return the body of DAP's ``stopped``."""
        body: dict[str, Any] = {"threadId": self.number}
        if pause.exception is not None:
            body |= {"reason": "exception", "text": values.shown(pause.exception)}
            body["description"] = "uncaught" if pause.data.get("uncaught") else "caught"
        elif hit:
            body["reason"] = "function breakpoint" if hit[0].name else "breakpoint"
            body["hitBreakpointIds"] = [point.id for point in hit]
        elif self.asked == "continue":
            body |= {"reason": "breakpoint", "description": "debugger statement"}
            body["hitBreakpointIds"] = []
        else:
            body["reason"] = "step" if self.asked == "restart" else self.asked
        return body


def _literal(expression: str) -> bool:
    """Whether an expression would be taken for a block: ``{a: 1}``."""
    text = expression.strip()
    return text.startswith("{") and text.endswith("}")


def _passed(task: asyncio.Future[Any]) -> None:
    """Nobody asks what a script of ours came to."""
    if not task.cancelled():
        task.exception()
