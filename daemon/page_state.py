"""What the hub knows of pages: roots, realms, jobs, events.  ``reduce_pages`` changes it.

Background events are kept as the encoded batches they came in and read only
when somebody asks, so a flood costs memory within two bounds and no time.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..protocol import batches, pages
from ..protocol.pages import Beat, Happened
from .diary import Diary

#: States in which a job is not over.
OPEN = ("requested", "dispatched", "started")

#: States in which a realm can be given a job.
LIVE = ("live", "executing", "degraded")


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that came together; ``packed`` is read with ``batches.events``."""

    seq: int
    at: float
    job: str
    count: int
    dropped: int
    packed: bytes


class Ring:
    """The newest batches within a number of events and of bytes; always the last one."""

    def __init__(self, most_events: int, most_bytes: int) -> None:
        """Hold so much."""
        self._most_events = most_events
        self._most_bytes = most_bytes
        self._batches: deque[Batch] = deque()
        #: Number of the next batch.
        self.seq = 0
        #: Events that are held, and the bytes they take.
        self.events = 0
        self.bytes = 0
        #: Events that ever came.
        self.total = 0
        #: Events that the page left out, or that had to go from here.
        self.lost = 0

    def add(self, happened: Happened, at: float) -> None:
        """Keep a batch; the oldest ones go where there is no room."""
        packed = bytes(happened.events)
        batch = Batch(self.seq, at, happened.job, happened.count, happened.dropped, packed)
        self._batches.append(batch)
        self.seq += 1
        self.events += batch.count
        self.total += batch.count
        self.bytes += len(packed)
        self.lost += batch.dropped
        while len(self._batches) > 1 and self._full:
            gone = self._batches.popleft()
            self.events -= gone.count
            self.bytes -= len(gone.packed)
            self.lost += gone.count

    @property
    def _full(self) -> bool:
        """Whether more is held than wanted."""
        return self.events > self._most_events or self.bytes > self._most_bytes

    def since(self, seq: int) -> list[Batch]:
        """Return the batches from number ``seq`` on, oldest first."""
        first = self.seq - len(self._batches)
        return [self._batches[at] for at in range(max(seq - first, 0), len(self._batches))]


def read(held: list[Batch]) -> Iterator[tuple[Batch, pages.Event]]:
    """Yield each event with its batch, oldest first."""
    for batch in held:
        for event in batches.events(batch.packed):
            yield batch, event


@dataclass
class Realm:
    """A page or worker; ``state`` follows ``states.REALM``."""

    name: str
    root: str
    events: Ring
    kind: str = "page"
    url: str = ""
    title: str = ""
    parent: str = ""
    load: str = ""
    transport: str = ""
    state: str = "joining"
    joined_at: float = 0.0
    seen_at: float = 0.0
    #: Why it left; empty while it is there.
    left: str = ""
    #: Its last beat.
    health: Beat | None = None
    #: The job that was handed to this load and is not over.
    job: PageJob | None = None

    @property
    def live(self) -> bool:
        """Whether it can be given a job."""
        return self.state in LIVE

    @property
    def transcript(self) -> str:
        """Name of its file, without ``.md``; a realm's name is one that a file may have."""
        return self.name


@dataclass
class PageJob:
    """One piece of work for a realm; ``state`` follows ``states.PAGE_JOB``."""

    id: str
    root: str
    realm: str
    code: str
    agent: str
    timeout_s: float
    #: Events of the job, for its reply.
    events: Ring
    console: str = ""
    state: str = "requested"
    #: The load it was handed to; empty before.
    load: str = ""
    #: Where it was asked: the transcript and the request in it; empty = on the command line.
    transcript: str = ""
    request: str = ""
    asked_at: float = field(default_factory=time.time)
    dispatched_at: float = 0.0
    ended_at: float = 0.0
    #: The page's answer (JSON of a ``Value`` or a ``Failure``).
    value: bytes = b""
    error: bytes = b""
    duration_ms: float = 0.0
    dialogs: list[str] = field(default_factory=list)
    #: Events that were sent before the result.
    events_due: int = 0
    #: Its reply was made; what it logs from now on is not in it.
    told: bool = False
    #: Its late result was written.
    late_told: bool = False
    #: Why it has no result of the page.
    why: str = ""
    #: It was handed out, or is over.
    handed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: It is over, and all events that were sent before its end are here.
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def open(self) -> bool:
        """Whether it is not over."""
        return self.state in OPEN

    @property
    def ok(self) -> bool:
        """Whether the page answered with a value."""
        return self.state == "finished" or (self.state == "late" and not self.error)


@dataclass
class Root:
    """A folder that is served and transcribed."""

    path: str
    token: str
    port: int = 0
    url: str = ""
    started_at: float = field(default_factory=time.time)
    realms: dict[str, Realm] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)
    #: A command in the foreground serves it, and ends it when it ends.
    foreground: bool = False
    #: When this daemon opened it.
    opened_at: float = field(default_factory=time.time)
    #: It is served; else it is being opened or closed.
    open: bool = False
    #: Served for as long as tests run: without index and transcripts, and never again by itself.
    lent: bool = False

    @property
    def live(self) -> list[Realm]:
        """The realms that are there, by name."""
        return sorted((r for r in self.realms.values() if r.live), key=lambda r: r.name)
