"""The bus, both ends over real sockets: a role's ``Peer`` and the hub's ``HubBus``."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from daebug.daemon.hub_bus import HubBus
from daebug.protocol import bus, envelope
from daebug.protocol.bus import Peer
from daebug.protocol.envelope import Envelope
from daebug.protocol.errors.daemon import NoAnswer, ProcessDown
from daebug.protocol.errors.sessions import NoSuchSession
from daebug.protocol.facts import AdapterEnded, RoleJoined, Stopped, Wrote
from daebug.protocol.orders import CheckHealth, Done, SendDap, StopRole
from tests.arrivals import MS, Arrivals


class Star:
    """A hub and one peer, and what arrived at each."""

    def __init__(self, folder: Path) -> None:
        """Bind the hub's end and connect the bridge's."""
        self.folder = folder
        self.facts, self.output, self.ordered = (Arrivals() for _ in range(3))
        self.hub = HubBus(folder, fact=self.facts, bulk=self.output)
        self.peer = self.connect()

    def connect(self) -> Peer:
        """Return one more peer with the role ``bridge``."""
        return Peer("bridge", self.folder, ordered=self.ordered)

    def said(self) -> list[object]:
        """Return the facts at the hub without their envelopes."""
        return [fact.message for fact in self.facts.seen]


@asynccontextmanager
async def star() -> AsyncIterator[Star]:
    """Give a hub with one peer that has joined; close both."""
    with tempfile.TemporaryDirectory(prefix="bus", dir="/tmp") as folder:
        both = Star(Path(folder))
        try:
            await both.peer.join(5000 * MS)
            yield both
        finally:
            both.peer.close()
            both.hub.close()


def told(story: Callable[[Star], Awaitable[None]]) -> None:
    """Run ``story`` on a fresh star."""

    async def run() -> None:
        async with star() as both:
            await story(both)

    asyncio.run(run())


def test_a_peer_joins_by_being_greeted_and_says_so() -> None:
    async def story(both: Star) -> None:
        await both.facts.until(lambda seen: len(seen) == 1)
        joined = both.said()[0]
        assert isinstance(joined, RoleJoined)
        assert joined.role == "bridge"

    told(story)


def test_a_peer_without_a_hub_gives_up_at_its_deadline() -> None:
    async def story() -> None:
        with tempfile.TemporaryDirectory(prefix="bus", dir="/tmp") as folder:
            peer = Peer("bridge", Path(folder), ordered=print)
            with pytest.raises(NoAnswer):
                await peer.join(20 * MS)
            peer.close()

    asyncio.run(story())


def test_a_peer_that_is_told_to_stop_does_not_wait_for_its_hub() -> None:
    async def story() -> None:
        with tempfile.TemporaryDirectory(prefix="bus", dir="/tmp") as folder:
            peer = Peer("bridge", Path(folder), Arrivals())
            stop = asyncio.Event()
            stop.set()
            async with asyncio.timeout(1000 * MS):
                assert not await peer.joined(stop)
            peer.close()

    asyncio.run(story())


def test_an_order_is_answered_and_the_answer_names_it_as_its_cause() -> None:
    async def story(both: Star) -> None:
        asked = asyncio.create_task(
            both.hub.order("bridge", CheckHealth(), timeout_s=5000 * MS, cause="cli-1")
        )
        await both.ordered.until(lambda seen: len(seen) == 1)
        order: Envelope = both.ordered.seen[0]
        assert (order.cause, order.message) == ("cli-1", CheckHealth())
        both.peer.answer(order, Done())
        assert await asked == Done()

    told(story)


def test_answers_find_their_orders_in_whatever_order_they_come() -> None:
    async def story(both: Star) -> None:
        asked = [
            asyncio.create_task(both.hub.order("bridge", order, timeout_s=5000 * MS))
            for order in (CheckHealth(), StopRole())
        ]
        await both.ordered.until(lambda seen: len(seen) == 2)
        first, second = both.ordered.seen
        both.peer.answer(second, Done())
        assert await asked[1] == Done()
        assert not asked[0].done()
        both.peer.answer(first, Done())
        await asked[0]

    told(story)


def test_a_refusal_is_raised_at_the_hub_as_the_error_it_was() -> None:
    async def story(both: Star) -> None:
        order = SendDap(session="p", command="next", timeout_s=1)
        asked = asyncio.create_task(both.hub.order("bridge", order, timeout_s=5000 * MS))
        await both.ordered.until(lambda seen: len(seen) == 1)
        refusal = NoSuchSession(session="p", sessions="none")
        both.peer.answer(both.ordered.seen[0], envelope.failed(refusal))
        with pytest.raises(NoSuchSession, match="no session p"):
            await asked

    told(story)


def test_an_order_to_a_role_that_is_not_there_fails_at_once() -> None:
    async def story(both: Star) -> None:
        with pytest.raises(ProcessDown):
            await both.hub.order("gateway", CheckHealth(), timeout_s=5000 * MS)

    told(story)


def test_a_silent_role_is_given_up_at_the_deadline_and_its_late_answer_is_dropped() -> None:
    async def story(both: Star) -> None:
        with pytest.raises(NoAnswer):
            await both.hub.order("bridge", CheckHealth(), timeout_s=20 * MS)
        await both.ordered.until(lambda seen: len(seen) == 1)
        both.peer.answer(both.ordered.seen[0], Done())
        both.peer.fact(AdapterEnded(pid=1))
        await both.facts.until(lambda seen: seen[-1].message == AdapterEnded(pid=1))

    told(story)


def test_orders_to_a_role_that_died_fail_at_once() -> None:
    async def story(both: Star) -> None:
        asked = asyncio.create_task(both.hub.order("bridge", CheckHealth(), timeout_s=5000 * MS))
        await both.ordered.until(lambda seen: len(seen) == 1)
        both.hub.fail("bridge", "killed by SIGKILL")
        with pytest.raises(ProcessDown, match="SIGKILL"):
            await asked

    told(story)


def test_a_burst_of_facts_keeps_its_order_and_loses_none() -> None:
    async def story(both: Star) -> None:
        many = 5_000
        for number in range(many):
            both.peer.fact(AdapterEnded(pid=number))
        await both.facts.until(lambda seen: len(seen) == many + 1)
        assert both.said()[1:] == [AdapterEnded(pid=number) for number in range(many)]

    told(story)


def test_a_fact_told_before_an_answer_arrives_before_it() -> None:
    async def story(both: Star) -> None:
        asked = asyncio.create_task(both.hub.order("bridge", CheckHealth(), timeout_s=5000 * MS))
        await both.ordered.until(lambda seen: len(seen) == 1)
        order = both.ordered.seen[0]
        stop = Stopped(session="p", reason="step")
        both.peer.fact(stop, cause=order.id)
        both.peer.answer(order, Done())
        await asked
        assert both.said()[-1] == stop
        assert both.facts.seen[-1].cause == order.id

    told(story)


def test_output_waits_for_a_hub_that_is_behind_and_nothing_is_lost() -> None:
    async def story(both: Star) -> None:
        # Neither end's queue (both limits together, and the kernel's buffer) holds this.
        many, piece = 4 * bus.BULK_HIGH_WATER, bytes(64 * 1024)
        sent = 0

        async def write() -> None:
            nonlocal sent
            for number in range(many):
                await both.peer.push([Wrote(session=str(number), stream="stdout", data=piece)])
                sent += 1

        # The hub gets no turn before the first wait: its queue and ours fill up.
        turn = write()
        turn.send(None)
        behind = sent
        turn.close()
        assert behind < many
        await write()
        await both.output.until(lambda seen: len(seen) == behind + many)
        numbers = [int(batch[0].session) for batch in both.output.seen]
        assert numbers == [*range(behind), *range(many)]

    told(story)


def test_a_role_that_was_started_again_takes_over_its_name() -> None:
    async def story(both: Star) -> None:
        both.peer.close()
        again = both.connect()
        await again.join(5000 * MS)
        await both.facts.until(lambda seen: len(seen) == 2)
        asked = asyncio.create_task(both.hub.order("bridge", CheckHealth(), timeout_s=5000 * MS))
        await both.ordered.until(lambda seen: len(seen) == 1)
        again.answer(both.ordered.seen[0], Done())
        await asked
        again.close()

    told(story)


def test_the_last_words_of_a_peer_arrive_though_it_leaves_at_once() -> None:
    async def story() -> None:
        with tempfile.TemporaryDirectory(prefix="bus", dir="/tmp") as folder:
            both = Star(Path(folder))
            await both.peer.join(5000 * MS)
            both.peer.fact(AdapterEnded(pid=9))
            both.peer.close()
            await both.facts.until(lambda seen: len(seen) == 2)
            assert both.said()[-1] == AdapterEnded(pid=9)
            both.hub.close()

    asyncio.run(story())


def test_the_sockets_of_the_bus_are_for_their_user_only() -> None:
    async def story(both: Star) -> None:
        modes = {path.name: path.stat().st_mode & 0o777 for path in both.folder.iterdir()}
        assert modes == dict.fromkeys(("orders.bus", "joins.bus", "bulk.bus"), 0o600)

    told(story)
