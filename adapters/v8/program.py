"""The program that is debugged: from its first script to its end, with all its threads."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import Any

from . import inspector, websocket
from .inspector import Refused
from .parts import Table
from .point import Point
from .points import Points
from .scripts import Script
from .stack import Frame
from .stops import Stops
from .texts import Texts
from .thread import Thread
from .workers import Workers

log = logging.getLogger("daebug.v8")

#: Seconds for others to tell why a program never began.
WORDS_S = 5.0

#: Seconds without a first line until Node is woken.
NUDGE_S = 0.2

#: The first version of V8 that runs a frame again (Node 20).
RESTARTS = 11

#: Tell DAP an event: its name and body.
Tell = Callable[[str, dict[str, Any]], None]


class Program:
    """One program, reached through its inspector."""

    def __init__(self, tell: Tell) -> None:
        """Tell events through ``tell``."""
        self.table = Table()
        self.texts = Texts()
        self.points = Points(self._moved, self.texts.number)
        self.configured = False
        self.exceptions = "none"
        self.threads: dict[int, Thread] = {}
        self._tell = tell
        self._stops = Stops(lambda body: tell("stopped", body))
        self._workers = Workers(self)
        self._frames = itertools.count(1)
        self._socket: websocket.WebSocket | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ended = False
        self._path = ""
        self._begun = False

    @property
    def main(self) -> Thread:
        """The main thread.

        Raises:
            Refused: there is no program.
        """
        if 1 not in self.threads:
            raise Refused("the program has no inspector any more")
        return self.threads[1]

    async def connect(self, url: str) -> None:
        """Reach the inspector at ``url`` (ws://...).

        Raises:
            Refused: there is none.
        """
        try:
            self._socket = await websocket.connect(url)
        except websocket.Closed as closed:
            raise Refused(f"no inspector at {closed}") from closed
        main = Thread(self, 1, "main", self._socket.send)
        self.threads[1] = main
        self._reader = asyncio.create_task(self._read(self._socket, main), name="inspector")
        waiting = main.channel.call("NodeRuntime.notifyWhenWaitingForDisconnect", enabled=True)
        await asyncio.gather(main.enable(), waiting, self._workers.enable())

    async def begin(self, path: str) -> None:
        """Let the program at ``path``, started with ``--inspect-brk``, come to its first line.

        Raises:
            Refused: it ended before.
        """
        self._path = path
        main = self.main
        await main.channel.call("Runtime.runIfWaitingForDebugger")
        while not (await asyncio.wait({main.entry}, timeout=NUDGE_S))[0]:
            # One time in some hundreds Node answers and sleeps on; any message wakes it.
            main.channel.tell("Runtime.runIfWaitingForDebugger")
        if main.entry.cancelled():
            # Whoever has its output and its exit code can say why; nobody else needs an answer.
            await asyncio.sleep(WORDS_S)
            raise Refused("it ended before its first line")
        await self._known()

    async def join(self) -> None:
        """Take a program as it is, running."""
        self.main.entry.cancel()
        await self._known()

    async def _known(self) -> None:
        """Tell what this version can, now that the program is there to be asked."""
        self._begun = True
        version = await self.main.evaluate("process.versions.v8")
        if int(str(version.get("value")).partition(".")[0]) >= RESTARTS:
            self._tell("capabilities", {"capabilities": {"supportsRestartFrame": True}})

    async def run(self, *, hold: bool) -> None:
        """Let it run, now that all is set; with ``hold`` to the first line and no further."""
        main = self.main
        self.configured = True
        await main.channel.call("Debugger.setPauseOnExceptions", state=self._state)
        pause = main.pause
        if pause is None:
            return
        first = next((s for s in main.scripts.of(self._path) if s.module), None)
        if first is not None:
            # Modules are paused before any is evaluated: the first line is still to come.
            await self._first_line(main, first, hold=hold)
            return
        here = self.points.here(main, pause.frames[0]) if pause.frames else []
        if here:
            hit = [point.id for point in here]
            self.stopped(main, {"reason": "breakpoint", "threadId": 1, "hitBreakpointIds": hit})
        elif hold:
            self.stopped(main, {"reason": "entry", "threadId": 1})
        else:
            await main.resume("resume", "continue")

    async def catch(self, filters: list[str]) -> None:
        """Stop at exceptions: ``all``, or ``uncaught``."""
        wanted = [name for name in ("all", "uncaught") if name in filters]
        self.exceptions = wanted[0] if wanted else "none"
        if self.configured:
            for thread in self.threads.values():
                await thread.channel.call("Debugger.setPauseOnExceptions", state=self._state)

    @property
    def _state(self) -> str:
        """What V8 is told: it takes what a module throws for caught (``caught``)."""
        modules = any(script.module for script in self.main.scripts.of(self._path))
        return "all" if self.exceptions == "uncaught" and modules else self.exceptions

    async def leave(self) -> None:
        """Let the program run on without us."""
        for thread in list(self.threads.values()):
            try:
                await thread.channel.call("Debugger.disable", wait_s=1.0)
            except Refused as refused:
                log.info("leaving: %s", refused)
        await self._close("the program was let go")

    def frame(self, number: int) -> tuple[Thread, Frame]:
        """Return a frame of a thread that is paused.

        Raises:
            Refused: there is none of that number now.
        """
        for thread in self.threads.values():
            for frame in thread.pause.frames if thread.pause else ():
                if frame.number == number:
                    return thread, frame
        raise Refused(f"no frame {number}: the program has run on")

    def thread(self, number: object) -> Thread:
        """Return a thread; one that nobody has means the main one."""
        return self.threads.get(number if isinstance(number, int) else 1) or self.main

    def paused(self, number: object) -> Thread:
        """Return a thread that is paused.

        Raises:
            Refused: it runs.
        """
        thread = self.thread(number)
        if thread.pause is None:
            raise Refused("the program runs")
        return thread

    def frame_number(self) -> int:
        """Return a new number for a frame."""
        return next(self._frames)

    def stopped(self, thread: Thread, body: dict[str, Any]) -> None:
        """Tell a stop."""
        told = {"allThreadsStopped": len(self.threads) == 1, "threadId": thread.number, **body}
        self._stops.stopped(thread, told)

    def continued(self, thread: Thread) -> None:
        """Tell that a thread runs."""
        self._tell("continued", {"threadId": thread.number, "allThreadsContinued": True})

    def said(self, text: str) -> None:
        """Tell what a log point said."""
        self._tell("output", {"category": "console", "output": f"{text}\n"})

    async def joined(self, thread: Thread) -> None:
        """Take a worker, and give it what the others have."""
        self.threads[thread.number] = thread
        await self.points.arrive(thread)
        state = self._state if self.configured else "none"
        await thread.channel.call("Debugger.setPauseOnExceptions", state=state)
        self._tell("thread", {"reason": "started", "threadId": thread.number})

    def left(self, thread: Thread) -> None:
        """Forget a worker that has ended."""
        self.threads.pop(thread.number, None)
        self._stops.gone(thread)
        self._tell("thread", {"reason": "exited", "threadId": thread.number})

    async def proceed(self, number: object) -> None:
        """Let a thread run, with all others that were told to be stopped.

        Raises:
            Refused: it runs.
        """
        for thread in {self.paused(number), *self._stops.told}:
            if thread.pause is not None:
                await thread.resume("resume", "continue")
        asyncio.get_running_loop().call_soon(self._stops.proceed)

    async def interrupt(self, number: object) -> None:
        """Pause a thread; one that is paused already and was not told is told now."""
        thread = self.thread(number)
        if not self._stops.proceed() and thread.pause is None:
            await thread.stop()

    def resumed(self, thread: Thread) -> None:
        """Forget what was good for the stop of a thread."""
        self.table.forget(thread)
        self._stops.resumed(thread)

    def event(self, thread: Thread, method: str, parameters: dict[str, Any]) -> None:
        """Let a program go that has nothing more to do: it waits for that."""
        if method.startswith("NodeWorker."):
            self._workers.event(method, parameters)
        elif method == "NodeRuntime.waitingForDisconnect" and thread.number == 1:
            asyncio.ensure_future(self._close("the program has ended")).add_done_callback(_logged)

    def _moved(self, point: Point) -> None:
        self._tell("breakpoint", {"reason": "changed", "breakpoint": point.told()})

    async def _first_line(self, thread: Thread, script: Script, *, hold: bool) -> None:
        """Bring a module to its first line, and stop there if that is asked."""
        if not hold:
            await thread.resume("resume", "continue")
            return
        start = {"scriptId": script.id, "lineNumber": 0, "columnNumber": 0}
        answer = await thread.channel.call(
            "Debugger.getPossibleBreakpoints", start=start, restrictToFunction=True
        )
        numbers = []
        begins = [place for place in answer["locations"] if place.get("type") != "return"]
        for location in (begins or answer["locations"])[:2]:
            try:
                made = await thread.channel.call("Debugger.setBreakpoint", location=location)
                numbers.append(made["breakpointId"])
            except Refused:
                continue  # a breakpoint of the user's is there, and will do
        thread.first = numbers
        await thread.resume("resume", "continue")

    async def _read(self, socket: websocket.WebSocket, main: Thread) -> None:
        """Take what comes; tell the end."""
        how = await inspector.read(socket, main.channel)
        await self._close(how)

    async def _close(self, why: str) -> None:
        """End the connection, all that waits for it, and the session."""
        if self._ended:
            return
        self._ended = True
        for thread in self.threads.values():
            thread.end(f"the program can't be asked any more: {why}")
        self.threads.clear()
        if self._socket is not None:
            await self._socket.close()
        if self._begun:
            self._tell("terminated", {})


def _logged(task: asyncio.Future[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("closing: %r", error)
