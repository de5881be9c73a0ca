"""Follow what happens to files, with a cursor, so that each who follows gets all of it once."""

from __future__ import annotations

import asyncio
import time

import msgspec

from ..keyhole import Keyhole
from .finding import Scope
from .globs import Test
from .trees import Listing

#: Longest silence before one who follows looks whether its list still lives, in seconds.
LOOK_S = 3600.0


class Event(msgspec.Struct, kw_only=True):
    """One thing that happened."""

    #: ``add``, ``change``, ``unlink``; ``rescan`` = events were lost before this.
    event: str
    #: Relative to the folder that is watched; of ``rescan`` why.
    file: str


class Follower:
    """One who follows."""

    def __init__(self, hub: Keyhole, scope: Scope) -> None:
        """Follow ``scope`` from now on."""
        self._hub = hub
        self._prefix = scope.prefix
        self._at(scope.listing)

    async def next(self, passes: Test | None, timeout_s: float) -> list[Event] | None:
        """Return what happened since the last call, at least one event that passes.

        ``None`` = nothing in ``timeout_s`` seconds.
        """
        until = time.monotonic() + timeout_s
        while True:
            listing = self._listing
            await self._hub.until(
                lambda held=listing: held.seq > self._seq or bool(held.lost),  # type: ignore[misc]  # bound per turn
                max(until - time.monotonic(), 0.0),
            )
            events = await self._rescanned() if self._missed() else self._since()
            wanted = [event for event in map(self._inside, events) if event is not None]
            if passes is not None:
                wanted = [one for one in wanted if one.event == "rescan" or passes(one.file)]
            if wanted:
                return wanted
            if time.monotonic() >= until:
                return None

    def _at(self, listing: Listing) -> None:
        """Follow ``listing`` from here."""
        self._listing = listing
        self._seq = listing.seq
        self._names = set(listing.files)

    def _missed(self) -> bool:
        """Whether the list is lost, or events were dropped that we have not seen."""
        events = self._listing.events
        behind = bool(events) and events[0][0] > self._seq + 1
        return bool(self._listing.lost) or behind

    def _since(self) -> list[Event]:
        """Return the events that we have not seen."""
        listing = self._listing
        new = listing.seq - self._seq
        # The last ones stand at the end; most often there are few.
        events = [listing.events[at] for at in range(-new, 0)] if new else []
        self._seq = listing.seq
        for _, kind, name in events:
            if kind == "unlink":
                self._names.discard(name)
            else:
                self._names.add(name)
        return [Event(event=kind, file=name) for _, kind, name in events]

    async def _rescanned(self) -> list[Event]:
        """Look at everything anew; return what is different."""
        why = self._listing.lost or "more happened than is kept"
        before = self._names
        if self._listing.lost:
            # A list that can't be kept is made anew each time; let others run in between.
            await asyncio.sleep(0)
        self._at(await self._hub.trees.current(self._listing.root))
        gone, new = sorted(before - self._names), sorted(self._names - before)
        return [
            Event(event="rescan", file=why),
            *(Event(event="unlink", file=name) for name in gone),
            *(Event(event="add", file=name) for name in new),
        ]

    def _inside(self, event: Event) -> Event | None:
        """Return an event with its name relative to the folder; ``None`` = it is elsewhere."""
        if event.event == "rescan" or not self._prefix:
            return event
        if not event.file.startswith(self._prefix):
            return None
        return Event(event=event.event, file=event.file[len(self._prefix) :])
