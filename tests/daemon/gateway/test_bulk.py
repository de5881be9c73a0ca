"""Events on their way to the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from daebug.daemon.gateway.bulk import Bulk
from daebug.protocol.pages import Happened
from tests.arrivals import Arrivals


def batch(number: int, size: int = 10) -> Happened:
    return Happened(root="/r", realm=str(number), load="l", count=1, events=bytes(size))


def test_batches_are_joined_and_keep_their_order() -> None:
    async def story() -> None:
        pushed: list[list[str]] = []
        arrived = Arrivals()

        async def push(some: Sequence[Happened]) -> None:
            pushed.append([one.realm for one in some])
            for one in some:
                arrived(one)
            await asyncio.sleep(0)

        bulk = Bulk(push)
        for number in range(100):
            await bulk.add(batch(number))
        await arrived.count(100)
        await bulk.close()
        assert [name for some in pushed for name in some] == [str(n) for n in range(100)]
        assert len(pushed) < 50

    asyncio.run(story())


def test_who_adds_waits_while_the_hub_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.bulk.PENDING_BYTES", 100)

    async def story() -> None:
        free = asyncio.Event()
        pushed = Arrivals()

        async def push(some: Sequence[Happened]) -> None:
            await free.wait()
            for one in some:
                pushed(one)

        bulk = Bulk(push)
        await bulk.add(batch(1, 50))
        for _ in range(5):
            await asyncio.sleep(0)
        await bulk.add(batch(2, 99))
        full = asyncio.create_task(bulk.add(batch(3, 50)))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not full.done()
        free.set()
        await full
        await pushed.count(3)
        await bulk.close()

    asyncio.run(story())
