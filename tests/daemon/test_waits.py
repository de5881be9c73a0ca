"""Level-triggered waiting: what holds already is seen, what changes later wakes."""

from __future__ import annotations

import asyncio

from daebug.daemon.waits import Waits
from tests.arrivals import MS


def test_what_holds_already_is_answered_at_once() -> None:
    assert asyncio.run(Waits().until(lambda: True, 0))


def test_time_up_is_no_error() -> None:
    assert not asyncio.run(Waits().until(lambda: False, 10 * MS))


def test_a_change_wakes_whoever_it_concerns_and_the_others_sleep_on() -> None:
    async def scene() -> tuple[bool, bool]:
        waits, seen = Waits(), set[str]()
        one = asyncio.create_task(waits.until(lambda: "one" in seen, 5000 * MS))
        two = asyncio.create_task(waits.until(lambda: "two" in seen, 5000 * MS))
        await asyncio.sleep(0)
        seen.add("one")
        waits.wake()
        first = await one
        was_done = two.done()
        seen.add("two")
        waits.wake()
        return first and await two, was_done

    assert asyncio.run(scene()) == (True, False)


def test_a_change_that_is_undone_before_the_look_is_not_seen() -> None:
    async def scene() -> bool:
        waits, seen = Waits(), set[str]()
        task = asyncio.create_task(waits.until(lambda: "it" in seen, 30 * MS))
        await asyncio.sleep(0)
        seen.add("it")
        waits.wake()
        seen.clear()
        return await task

    assert not asyncio.run(scene())


def test_a_waiter_that_is_cancelled_leaves_nothing_behind() -> None:
    async def scene() -> int:
        waits = Waits()
        task = asyncio.create_task(waits.until(lambda: False, 5000 * MS))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return len(waits._sleepers)

    assert asyncio.run(scene()) == 0


def test_a_waiter_that_is_cancelled_as_it_is_woken_is_cancelled() -> None:
    async def scene() -> bool:
        waits = Waits()
        task = asyncio.create_task(waits.until(lambda: False, 5000 * MS))
        await asyncio.sleep(0)
        waits.wake()
        task.cancel()
        await asyncio.wait([task], timeout=1000 * MS)
        return task.cancelled()

    assert asyncio.run(scene())
