"""The hub's side of a bridge, for tests: orders go in, facts and output are kept.

A ``Desk`` runs the real ``Bridge`` with a bus that only records, so a test
waits for a fact and a failed wait tells what did arrive.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from daebug.adapters.bridge import Bridge
from daebug.protocol import orders
from daebug.protocol.config import Adapters, Config
from daebug.protocol.envelope import Envelope
from daebug.protocol.facts import Fact, Wrote
from daebug.protocol.orders import Answer, Breakpoint, Failed, Launch, OpenSession, SessionOpened
from daebug.protocol.role import Surroundings
from tests.home import ends

#: One step of patience, in seconds; a slow machine sets ``DAEBUG_TEST_SCALE``.
STEP_S = 10.0 * float(os.environ.get("DAEBUG_TEST_SCALE", "1"))

PROGRAMS = Path(__file__).parent.parent / "programs"

Kind = TypeVar("Kind")


class Desk:
    """One bridge and all it ever said."""

    def __init__(self, folder: Path, settings: Adapters) -> None:
        """Start a bridge whose files are in ``folder``."""
        self.folder = folder
        self.facts: list[Fact] = []
        self.output: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.order_of_events: list[str] = []
        self.stop = asyncio.Event()
        self._answers: dict[str, asyncio.Future[Answer]] = {}
        self._news = asyncio.Event()
        self._at = 0
        around = Surroundings(
            role="bridge", folder=folder, config=Config(adapters=settings), env=dict(os.environ)
        )
        self.bridge = Bridge(self, around, self.stop)

    def fact(self, message: Fact) -> None:
        self.facts.append(message)
        self._news.set()

    def answer(self, order: Envelope, message: Answer) -> None:
        self._answers[order.id].set_result(message)

    async def push(self, batch: list[Wrote]) -> None:
        for piece in batch:
            self.output[f"{piece.session}/{piece.stream}"] += piece.data

    async def order(self, message: orders.Order) -> Answer:
        """Give an order; return its answer."""
        number = f"hub-{len(self._answers)}"
        self._answers[number] = asyncio.get_running_loop().create_future()
        self.bridge.ordered(Envelope(number, "", message))
        return await asyncio.wait_for(self._answers[number], STEP_S * 3)

    async def dap(self, command: str, session: str = "a", **arguments: Any) -> dict[str, Any]:
        """Send a DAP request; return the body of its answer, or fail the test."""
        order = orders.SendDap(
            session=session, command=command, arguments=arguments, timeout_s=STEP_S
        )
        answer = await self.order(order)
        assert isinstance(answer, orders.DapAnswered), answer
        return dict(msgspec.json.decode(answer.body or b"{}"))

    async def refused(self, message: orders.Order) -> Failed:
        """Give an order that must fail; return how."""
        answer = await self.order(message)
        assert isinstance(answer, Failed), answer
        return answer

    async def open(self, program: Path | str, **fields: Any) -> SessionOpened:
        """Open session ``a`` (or ``session=``); ``fields`` are the order's or the launch's."""
        answer = await self.order(opening(program, **fields))
        assert isinstance(answer, SessionOpened), answer
        return answer

    async def next(self, kind: type[Kind], session: str = "") -> Kind:
        """Return the next fact of ``kind`` that was not returned or passed over before."""
        deadline = asyncio.get_running_loop().time() + STEP_S
        while True:
            for at in range(self._at, len(self.facts)):
                fact = self.facts[at]
                if isinstance(fact, kind) and session in ("", getattr(fact, "session", "")):
                    self._at = at + 1
                    return fact
            self._news.clear()
            left = deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                raise AssertionError(
                    f"no {kind.__name__}; after {self._at}: {self.facts}"
                ) from None

    async def proceed(self, thread_id: int | None, session: str = "a") -> None:
        """Continue."""
        await self.dap("continue", session, threadId=thread_id)

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Return all facts of ``kind`` so far."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def said(self, session: str = "a", stream: str = "stdout") -> str:
        """Return the output of a session so far."""
        return self.output[f"{session}/{stream}"].decode()


async def killed(pid: int) -> None:
    """Kill a program that was let go; the bridge, whose child it may be, sees it while it runs."""
    os.kill(pid, signal.SIGKILL)
    assert await asyncio.to_thread(ends, pid, STEP_S * 1000)


def opening(program: Path | str, **fields: Any) -> OpenSession:
    """Return the order that opens a session; fields of ``Launch`` go there."""
    launch = {name: fields.pop(name) for name in list(fields) if name in _LAUNCH}
    launch = {"cwd": "/", "env": dict(os.environ), "program": str(program), **launch}
    fields = {"session": "a", "timeout_s": STEP_S, **fields}
    return OpenSession(target=fields.pop("target", None) or Launch(**launch), **fields)


_LAUNCH = {field.name for field in msgspec.structs.fields(Launch)}


def line(program: str, mark: str) -> int:
    """Return the line of ``tests/programs/PROGRAM`` that carries ``@mark``."""
    lines = (PROGRAMS / program).read_text().splitlines()
    return next(n for n, text in enumerate(lines, 1) if f"@{mark}" in text)


def at(number: int, program: str, mark: str, **terms: Any) -> Breakpoint:
    """Return a breakpoint at a mark."""
    path = str(PROGRAMS / program)
    return Breakpoint(id=number, path=path, line=line(program, mark), **terms)


def on_desk(
    scene: Callable[[Desk], Awaitable[None]], settings: Adapters | None = None
) -> list[Fact]:
    """Play ``scene`` at a fresh desk, close the bridge, return all facts."""
    return asyncio.run(_played(scene, settings or Adapters(spare=False)))


async def _played(scene: Callable[[Desk], Awaitable[None]], settings: Adapters) -> list[Fact]:
    async with desk(settings) as played:
        await scene(played)
    return played.facts


@asynccontextmanager
async def desk(settings: Adapters) -> AsyncIterator[Desk]:
    """Yield a desk; afterwards its bridge is closed and has left nothing behind."""
    with tempfile.TemporaryDirectory(prefix="dae-") as folder:
        made = Desk(Path(folder), settings)
        try:
            yield made
        finally:
            await asyncio.wait_for(made.bridge.close(), STEP_S)
        left = list(Path(folder).iterdir())
        assert not left, f"the bridge left {left}"
