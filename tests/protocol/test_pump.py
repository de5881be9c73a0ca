"""The pump: nothing waits in a socket that nobody is told of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import zmq

from daebug.protocol import pump
from daebug.protocol.pump import Pump
from tests.arrivals import Arrivals


async def paired(
    arrived: Callable[[list[bytes]], None],
) -> tuple[zmq.Context[zmq.Socket[bytes]], zmq.Socket[bytes], Pump]:
    """Return a context, one end as a bare socket and the other on a pump."""
    context = zmq.Context()
    near, far = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
    near.set_hwm(0)
    far.set_hwm(0)
    near.bind("inproc://pump")
    far.connect("inproc://pump")
    return context, near, Pump(far, arrived, asyncio.get_running_loop())


def test_more_messages_than_one_turn_takes_arrive_in_order() -> None:
    async def story() -> None:
        arrived = Arrivals()
        context, near, far = await paired(arrived)
        many = 3 * pump.DRAIN + 1
        for number in range(many):
            near.send(b"%d" % number)
        await arrived.count(many)
        assert arrived.seen == [[b"%d" % number] for number in range(many)]
        far.close()
        context.destroy(linger=0)

    asyncio.run(story())


def test_a_message_that_can_not_be_taken_does_not_hold_back_the_next() -> None:
    async def story() -> None:
        arrived = Arrivals()
        told = Arrivals()
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told(context))

        def take(parts: list[bytes]) -> None:
            arrived(parts)
            if parts == [b"bad"]:
                raise ValueError("bad")

        context, near, far = await paired(take)
        for message in (b"bad", b"good"):
            near.send(message)
        await arrived.until(lambda seen: [b"good"] in seen)
        assert [str(one["exception"]) for one in told.seen] == ["bad"]
        far.close()
        context.destroy(linger=0)

    asyncio.run(story())


def test_a_message_that_came_while_we_sent_is_seen() -> None:
    async def story() -> None:
        arrived = Arrivals()
        context, near, far = await paired(arrived)
        for number in range(100):
            far.send([b"ask"])
            near.recv()
            near.send(b"%d" % number)
            await arrived.count(number + 1)
        far.close()
        context.destroy(linger=0)

    asyncio.run(story())


def test_a_closed_pump_hands_on_nothing_and_may_be_closed_again() -> None:
    async def story() -> None:
        context, near, far = await paired(lambda parts: pytest.fail(f"{parts} after the end"))
        near.send(b"late")
        far.close()
        far.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        context.destroy(linger=0)

    asyncio.run(story())
