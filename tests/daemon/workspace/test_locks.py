"""Keyed locks: order, fairness, cancellation, deadlines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from daebug.daemon.workspace.locks import Locks
from daebug.protocol.errors.workspace import LockTimedOut

#: Seconds that no test waits for.
LONG_S = 30.0


class Room:
    """People who want one key, and the order in which they got it."""

    def __init__(self) -> None:
        self.locks = Locks()
        self.order: list[str] = []
        self.doors: dict[str, asyncio.Event] = {}

    def enter(self, name: str, *, writing: bool, timeout_s: float = LONG_S) -> asyncio.Task[None]:
        """Have somebody ask for the key; it is held until ``leave``."""
        self.doors[name] = asyncio.Event()
        return asyncio.create_task(self._stay(name, writing=writing, timeout_s=timeout_s))

    async def leave(self, name: str) -> None:
        """Have somebody give the key back."""
        self.doors[name].set()
        await turns()

    async def _stay(self, name: str, *, writing: bool, timeout_s: float) -> None:
        ask = self.locks.writing if writing else self.locks.reading
        async with ask("key", holder=name, timeout_s=timeout_s):
            self.order.append(name)
            await self.doors[name].wait()


async def turns() -> None:
    """Let everybody go on as far as they can."""
    for _ in range(10):
        await asyncio.sleep(0)


def run(story: Callable[[Room], Coroutine[Any, Any, None]]) -> Room:
    """Play a story to its end; then nobody may hold or want anything."""

    async def play() -> Room:
        room = Room()
        async with asyncio.timeout(LONG_S):
            await story(room)
            for name in list(room.doors):
                await room.leave(name)
        assert room.locks.claims() == []
        return room

    return asyncio.run(play())


def test_readers_share_and_a_writer_is_alone() -> None:
    async def story(room: Room) -> None:
        for name, writing in [("r1", False), ("r2", False), ("w", True), ("w2", True)]:
            room.enter(name, writing=writing)
            await turns()
        assert room.order == ["r1", "r2"]
        await room.leave("r1")
        assert room.order == ["r1", "r2"]
        await room.leave("r2")
        assert room.order == ["r1", "r2", "w"]
        await room.leave("w")
        assert room.order == ["r1", "r2", "w", "w2"]

    run(story)


def test_a_reader_who_comes_after_a_writer_waits_behind_all_writers() -> None:
    async def story(room: Room) -> None:
        for name, writing in [("r1", False), ("w1", True), ("r2", False), ("w2", True)]:
            room.enter(name, writing=writing)
            await turns()
        await room.leave("r1")
        await room.leave("w1")
        assert room.order == ["r1", "w1", "w2"]
        await room.leave("w2")
        assert room.order == ["r1", "w1", "w2", "r2"]

    run(story)


def test_a_waiting_writer_that_is_cancelled_lets_the_readers_in() -> None:
    async def story(room: Room) -> None:
        room.enter("r1", writing=False)
        await turns()
        writer = room.enter("w", writing=True)
        room.enter("r2", writing=False)
        await turns()
        assert room.order == ["r1"]
        writer.cancel()
        await turns()
        assert room.order == ["r1", "r2"]

    run(story)


def test_a_holder_that_is_cancelled_gives_the_key_back() -> None:
    async def story(room: Room) -> None:
        writer = room.enter("w", writing=True)
        await turns()
        room.enter("r", writing=False)
        writer.cancel()
        await turns()
        assert room.order == ["w", "r"]

    run(story)


def test_a_claim_that_is_cancelled_in_the_moment_it_is_granted_is_passed_on() -> None:
    async def story(room: Room) -> None:
        room.enter("w1", writing=True)
        await turns()
        second = room.enter("w2", writing=True)
        room.enter("w3", writing=True)
        await turns()
        room.doors["w1"].set()
        await asyncio.sleep(0)  # w1 leaves, w2 is granted and has not run yet
        second.cancel()
        await turns()
        assert room.order[-1] == "w3"

    run(story)


def test_who_waits_too_long_is_told_who_holds_it() -> None:
    async def story(room: Room) -> None:
        room.enter("ann", writing=True)
        await turns()
        with pytest.raises(LockTimedOut, match=r"held by ann for \d"):
            await room.enter("bob", writing=True, timeout_s=0.001)

    run(story)


def test_holders_and_waiters_are_listed_with_their_age() -> None:
    async def story(room: Room) -> None:
        room.enter("ann", writing=True)
        await turns()
        room.enter("bob", writing=False)
        await turns()
        told = [(c.key, c.holder, c.writing, c.held) for c in room.locks.claims()]
        assert told == [("key", "ann", True, True), ("key", "bob", False, False)]
        assert all(0 <= claim.age_s < LONG_S for claim in room.locks.claims())

    run(story)


def test_two_who_want_two_keys_in_another_order_do_not_wait_in_a_ring() -> None:
    async def play() -> None:
        locks, got = Locks(), []

        async def both(*keys: str) -> None:
            async with locks.writing(*keys, holder="x", timeout_s=LONG_S):
                await asyncio.sleep(0)
                got.append(keys)

        async with asyncio.timeout(LONG_S):
            await asyncio.gather(both("a", "b"), both("b", "a"), both("a"), both("b"))
        assert len(got) == 4
        assert locks.claims() == []

    asyncio.run(play())
