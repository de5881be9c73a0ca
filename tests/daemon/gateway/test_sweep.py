"""The look at all realms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from daebug.daemon.gateway import sweep
from daebug.daemon.gateway.channel import Hello
from daebug.daemon.gateway.realms import Given, Realm, Realms
from daebug.protocol.facts import Fact
from daebug.protocol.pages import Beat, RealmLeft, RealmsBeat


class Wire:
    """A link that keeps what is sent."""

    transport = "socket"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.behind = self.closed = False
        self.present = True

    async def send(self, line: str) -> bool:
        self.sent.append(line)
        return True

    def close(self) -> None:
        self.closed = True


def told(story: Callable[[Realms, Realm, Wire, list[Any]], Awaitable[None]]) -> None:
    """Run ``story`` with one realm and what was told."""

    async def run() -> None:
        facts: list[Any] = []

        def tell(message: Fact, *, cause: str = "") -> None:
            assert cause == ""
            facts.append(message)

        wire = Wire()
        realms = Realms("/r", tell)
        realm = await realms.join(Hello(name="p", load="l"), wire)
        assert realm is not None
        facts.clear()
        await story(realms, realm, wire, facts)

    asyncio.run(run())


def look(realms: Realms, facts: list[Any], now: float) -> Awaitable[None]:
    def tell(message: Fact, *, cause: str = "") -> None:
        assert cause == ""
        facts.append(message)

    return sweep.look(realms, tell, now=now)


def test_a_ping_goes_out_every_ten_seconds() -> None:
    async def story(realms: Realms, realm: Realm, wire: Wire, facts: list[Any]) -> None:
        start = realm.pinged_at
        for second in range(22):
            realm.heard_at = start + second
            await look(realms, facts, start + second)
        assert [json.loads(line)["t"] for line in wire.sent] == ["ping", "ping"]

    told(story)


def test_a_page_that_takes_nothing_is_not_sent_more() -> None:
    async def story(realms: Realms, realm: Realm, wire: Wire, facts: list[Any]) -> None:
        wire.behind = True
        await look(realms, facts, realm.pinged_at + 11)
        assert wire.sent == []

    told(story)


def test_a_page_that_says_nothing_for_25_seconds_leaves() -> None:
    async def story(realms: Realms, realm: Realm, wire: Wire, facts: list[Any]) -> None:
        await look(realms, facts, realm.heard_at + 24.9)
        assert facts == []
        await look(realms, facts, realm.heard_at + 25.1)
        assert [fact.reason for fact in facts] == ["silent"]
        assert len(realms) == 0
        assert wire.closed

    told(story)


def test_a_page_that_is_busy_with_a_job_is_given_its_time() -> None:
    async def story(realms: Realms, realm: Realm, wire: Wire, facts: list[Any]) -> None:
        realm.given["j"] = Given("", realm.heard_at + 60)
        await look(realms, facts, realm.heard_at + 26)
        assert len(realms) == 1
        assert not wire.closed
        realm.given["j"] = Given("", realm.heard_at - 1)
        await look(realms, facts, realm.heard_at + 26)
        assert len(realms) == 0

    told(story)


def test_beats_of_many_realms_are_one_fact_and_each_comes_every_ten_seconds() -> None:
    async def story(realms: Realms, realm: Realm, wire: Wire, facts: list[Any]) -> None:
        other = await realms.join(Hello(name="q", load="l"), wire)
        assert other is not None
        facts.clear()
        for one in (realm, other):
            one.beat = Beat(realm=one.name, load="l", rtt_ms=1)
        start = max(realm.beat_at, other.beat_at)
        await look(realms, facts, start + 9)
        assert facts == []
        await look(realms, facts, start + 10)
        realm.beat = Beat(realm="p", load="l")
        await look(realms, facts, start + 12)
        assert [type(fact) for fact in facts] == [RealmsBeat]
        assert {beat.realm for beat in facts[0].beats} == {"p", "q"}
        assert not any(isinstance(fact, RealmLeft) for fact in facts)

    told(story)
