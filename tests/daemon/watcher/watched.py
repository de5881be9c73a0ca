"""A root with a running watcher and a hub that answers what is asked; for tests."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from daebug.daemon.hub_bus import HubBus
from daebug.daemon.watcher import process
from daebug.protocol import config
from daebug.protocol.envelope import Envelope
from daebug.protocol.facts import RoleJoined
from daebug.protocol.role import Surroundings
from daebug.protocol.scripts import (
    OutRequest,
    Proceed,
    Reply,
    RequestFound,
    RequestWithdrawn,
    WatchRoot,
)
from daebug.protocol.transcript import history, marks
from tests.arrivals import MS, Arrivals

#: When the hub says that it began.
STARTED_AT = 1_700_000_000.0


class Hub:
    """The hub's end of the bus, with what the watcher told."""

    def __init__(self, folder: Path, root: Path) -> None:
        """Bind in ``folder``; ``root`` is the one that is watched."""
        self.root = root
        self.facts = Arrivals()
        #: Seconds (monotonic) at which each request was found, by its code.
        self.found_at: dict[str, float] = {}
        #: What is done with a request that was found; ``None`` = nothing.
        self.work: Callable[[RequestFound], Any] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.bus = HubBus(folder, self._told, lambda _: None)

    def _told(self, envelope: Envelope) -> None:
        message = envelope.message
        if isinstance(message, RequestFound):
            self.found_at[message.code] = time.perf_counter()
            if self.work is not None:
                task = asyncio.create_task(self.work(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        self.facts(message)

    async def order(self, message: Any) -> Any:
        """Order the watcher, and return its answer."""
        return await self.bus.order("watcher", message, timeout_s=8000 * MS)

    async def watch(self, *out: RequestFound, left: Sequence[RequestFound] = ()) -> None:
        """Have the root watched.

        ``out`` was told by a watcher before, ``left`` was given to a page by a hub before.
        """
        told, given = _requests(out), _requests(left)
        url = "http://localhost:8100/"
        await self.order(
            WatchRoot(root=str(self.root), url=url, started_at=STARTED_AT, out=told, left=given)
        )

    async def proceed(self, found: RequestFound) -> None:
        """Say that a request runs."""
        await self.order(
            Proceed(
                root=found.root,
                transcript=found.transcript,
                request=found.request,
                realm=found.transcript,
                at=time.time(),
            )
        )

    async def reply(self, found: RequestFound, text: str = "2", **more: Any) -> None:
        """Answer a request."""
        fields: dict[str, Any] = {
            "ok": True,
            "info": "JSON",
            "duration_ms": 3.0,
            "realm": found.transcript,
            "at": time.time(),
        } | more
        await self.order(
            Reply(
                root=found.root,
                transcript=found.transcript,
                request=found.request,
                text=text,
                **fields,
            )
        )

    async def answer(self, found: RequestFound) -> None:
        """Run a request as a page would: its value is its code, in brackets."""
        await self.proceed(found)
        await self.reply(found, f"[{found.code}]")

    async def found(self, number: int = 1, within_s: float = 5000 * MS) -> list[RequestFound]:
        """Return the requests, when so many were found."""
        await self.facts.until(lambda _: len(self.requests) >= number, within_s)
        return self.requests

    @property
    def requests(self) -> list[RequestFound]:
        """The requests that were found."""
        return [one for one in self.facts.seen if isinstance(one, RequestFound)]

    @property
    def withdrawn(self) -> list[RequestWithdrawn]:
        """The requests that were withdrawn."""
        return [one for one in self.facts.seen if isinstance(one, RequestWithdrawn)]


def _requests(found: Sequence[RequestFound]) -> list[OutRequest]:
    """Return requests as a hub names them to the next watcher."""
    return [
        OutRequest(transcript=one.transcript, request=one.request, agent=one.agent, code=one.code)
        for one in found
    ]


#: What happens in a test: to a hub, and in a transcript.
Story = Callable[[Hub, Path], Awaitable[None]]


class Watched:
    """A watcher that runs in this process, and its hub."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        """Run a watcher that finds ``hub`` in ``folder``."""
        self.hub = hub
        self._folder = folder
        self._stop = asyncio.Event()
        around = Surroundings(role="watcher", folder=folder, config=config.Config(), env={})
        self._task = asyncio.create_task(process.run(around, self._stop))

    async def end(self) -> None:
        """Stop the watcher."""
        self._stop.set()
        await self._task

    async def crash(self) -> None:
        """End the watcher without a chance to write anything."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


def play(folder: Path, story: Story) -> None:
    """Run ``story`` with a hub and the transcript of ``page``."""

    async def played() -> None:
        root = folder / "root"
        path = transcript(root)
        async with asyncio.timeout(30_000 * MS), watched(folder, root) as hub:
            await story(hub, path)

    asyncio.run(played())


@contextlib.asynccontextmanager
async def watched(folder: Path, root: Path) -> AsyncIterator[Hub]:
    """Yield a hub whose watcher watches ``root``; ``folder`` is for the sockets."""
    hub = Hub(folder, root)
    watcher = Watched(hub, folder)
    try:
        await joined(hub)
        await hub.watch()
        yield hub
    finally:
        await watcher.end()
        hub.bus.close()


async def joined(hub: Hub, times: int = 1) -> None:
    """Wait until a watcher has joined."""
    await hub.facts.until(lambda seen: sum(isinstance(one, RoleJoined) for one in seen) >= times)


async def until(holds: Callable[[], bool], within_s: float = 5000 * MS) -> None:
    """Wait until ``holds``, looked at after each turn of the loop; for files, which call nobody."""
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        await asyncio.to_thread(_turn)


def _turn() -> None:
    """Let another thread run."""


def replies(path: Path) -> list[tuple[str, str]]:
    """Return code and value of every reply in a transcript."""
    turns = history.turns(path.read_bytes(), realm=path.stem)
    return [(turn.code, turn.value) for turn in turns]


def transcript(root: Path, name: str = "page") -> Path:
    """Make a transcript with a footer and nothing else."""
    path = root / "daebug" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"# {name} Session\n\n{marks.FOOTER}")
    return path


def ask(path: Path, code: str, info: str = "js") -> None:
    """Append a request, as an agent does."""
    with path.open("a") as file:
        file.write(f"```{info}\n{code}\n```\n")
