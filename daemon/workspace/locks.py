"""Locks by key, shared by all agents: many readers or one writer, in the order of asking.

A reader is let in while nobody writes and no writer waits; a writer when the
key is free.  On release the writer who waits longest comes next, and once none
waits, all readers.  Who is cancelled or waits too long leaves the queue and
takes nothing with him.  A key that nobody holds or wants is forgotten.

One event loop, so nothing here needs a lock itself: between two awaits nobody
else runs.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from ...protocol.errors.workspace import LockTimedOut


@dataclass(eq=False, slots=True)
class Claim:
    """Somebody who holds a key or waits for it."""

    key: str
    #: Who, for people: ``agent: verb``.
    holder: str
    writing: bool
    #: Monotonic time of asking, and then of getting.
    since: float = field(default_factory=time.monotonic)
    held: bool = False
    #: Set when it is this claim's turn; none is made where nobody waits.
    turn: asyncio.Future[None] | None = None

    @property
    def age_s(self) -> float:
        """Seconds since it was got, or since it was asked for."""
        return time.monotonic() - self.since


@dataclass(slots=True)
class _Key:
    """Who holds one key, and who waits."""

    holders: set[Claim] = field(default_factory=set)
    writers: deque[Claim] = field(default_factory=deque)
    readers: deque[Claim] = field(default_factory=deque)

    def free_for(self, claim: Claim) -> bool:
        """Whether ``claim`` need not wait."""
        if claim.writing:
            return not self.holders
        # A writer holds it alone.
        return not self.writers and not (self.holders and next(iter(self.holders)).writing)


class Held:
    """Keys that are held from entering to leaving; it is entered once."""

    __slots__ = ("_claims", "_got", "_locks", "_timeout_s")

    def __init__(self, locks: Locks, claims: list[Claim], timeout_s: float) -> None:
        """Take ``claims`` in their order, each within ``timeout_s`` seconds."""
        self._locks, self._claims, self._timeout_s = locks, claims, timeout_s
        self._got: list[Claim] = []

    async def __aenter__(self) -> None:
        """Take them all, or none."""
        try:
            for claim in self._claims:
                await self._locks.claim(claim, self._timeout_s)
                self._got.append(claim)
        except BaseException:
            await self.__aexit__()
            raise

    async def __aexit__(self, *_: object) -> None:
        """Give them up, the last first."""
        while self._got:
            self._locks.release(self._got.pop())


class Locks:
    """All keys that are held."""

    def __init__(self) -> None:
        """Start with none."""
        self._keys: dict[str, _Key] = {}

    def claims(self) -> list[Claim]:
        """Return who holds and who waits: by key, holders first, then in the order of asking."""
        found: list[Claim] = []
        for key in sorted(self._keys):
            one = self._keys[key]
            found += sorted(one.holders, key=lambda claim: claim.since)
            found += [*one.writers, *one.readers]
        return found

    def reading(self, key: str, *, holder: str, timeout_s: float) -> Held:
        """Return a context in which ``key`` is held together with other readers.

        Raises:
            LockTimedOut: on entering: a writer had it for ``timeout_s`` seconds.
        """
        return Held(self, [Claim(key, holder, writing=False)], timeout_s)

    def writing(self, *keys: str, holder: str, timeout_s: float) -> Held:
        """Return a context in which every one of ``keys`` is held alone.

        They are taken in sorted order, so that nobody waits in a ring.

        Raises:
            LockTimedOut: on entering: somebody else had one for ``timeout_s`` seconds.
        """
        wanted = sorted(set(keys)) if len(keys) > 1 else keys
        return Held(self, [Claim(key, holder, writing=True) for key in wanted], timeout_s)

    async def claim(self, claim: Claim, timeout_s: float) -> None:
        """Get what ``claim`` asks for, at once where it is free.

        Raises:
            LockTimedOut: somebody else had it for ``timeout_s`` seconds.
        """
        key = self._keys.get(claim.key)
        if key is None:
            key = self._keys[claim.key] = _Key()
        if key.free_for(claim):
            self._grant(key, claim)
            return
        queue = key.writers if claim.writing else key.readers
        claim.turn = asyncio.get_running_loop().create_future()
        queue.append(claim)
        try:
            async with asyncio.timeout(timeout_s):
                await claim.turn
        except TimeoutError as error:
            # Named before we leave: whoever holds it may be let go by that.
            late = LockTimedOut(path=claim.key, waited_s=timeout_s, holder=_names(key))
            self._leave(key, claim)
            raise late from error
        except asyncio.CancelledError:
            self._leave(key, claim)
            raise

    def _leave(self, key: _Key, claim: Claim) -> None:
        """Take ``claim`` away, wherever it is by now: its turn may have come just before."""
        if claim.held:
            self.release(claim)
            return
        (key.writers if claim.writing else key.readers).remove(claim)
        self._pass_on(claim.key, key)

    def release(self, claim: Claim) -> None:
        """Give up what ``claim`` holds."""
        key = self._keys[claim.key]
        key.holders.discard(claim)
        self._pass_on(claim.key, key)

    def _pass_on(self, name: str, key: _Key) -> None:
        """Let in who may come in now."""
        if key.writers:
            if key.free_for(key.writers[0]):
                self._grant(key, key.writers.popleft())
        else:
            while key.readers and key.free_for(key.readers[0]):
                self._grant(key, key.readers.popleft())
        if not (key.holders or key.writers or key.readers):
            del self._keys[name]

    def _grant(self, key: _Key, claim: Claim) -> None:
        """Let ``claim`` have the key."""
        claim.held, claim.since = True, time.monotonic()
        key.holders.add(claim)
        if claim.turn is not None and not claim.turn.done():
            claim.turn.set_result(None)


def _names(key: _Key) -> str:
    """Return who holds ``key`` and for how long, for people."""
    told = sorted(f"{claim.holder} for {claim.age_s:.1f} s" for claim in key.holders)
    return ", ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else "")
