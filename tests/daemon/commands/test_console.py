"""``daebug console``: what is chosen, and what is counted as left out."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import msgspec
import pytest

from daebug.daemon.commands import console
from daebug.daemon.commands.console import Reply, Request
from daebug.daemon.page_state import Realm, Ring, Root
from daebug.protocol.errors.usage import BadUsage
from daebug.protocol.pages import Event, Happened
from tests.daemon.people import Peep, caller


def happened(*texts: str, dropped: int = 0, level: str = "log", at: float = 0.0) -> Happened:
    """Return a batch of console lines."""
    events = [Event(level=level, text=text, at=at) for text in texts]
    return Happened(
        root="/site",
        realm="zen",
        load="one",
        count=len(texts),
        dropped=dropped,
        events=msgspec.msgpack.encode(events),
    )


@pytest.fixture
def realm() -> Realm:
    """Return a page that keeps four events."""
    return Realm("zen", "/site", Ring(4, 10_000), state="live")


@pytest.fixture
def peep(realm: Realm) -> Peep:
    """Return a hub in which ``/site`` is served."""
    made = Peep(caller=caller(Path("/site")))
    made.state.roots["/site"] = Root("/site", "token", realms={"zen": realm}, open=True)
    return made


def replies(peep: Peep, **wanted: object) -> list[Reply]:
    """Return all answers to a request."""

    async def all_of() -> list[Reply]:
        request = msgspec.convert({"realm": "zen", **wanted}, Request)
        return [reply async for reply in console.stream(request, peep)]

    return asyncio.run(all_of())


def test_events_that_are_not_kept_are_counted(peep: Peep, realm: Realm) -> None:
    for number in range(6):
        realm.events.add(happened(f"{number}"), time.time())
    realm.events.add(happened("last", dropped=3), time.time())
    (told,) = replies(peep)
    assert [event.text for event in told.events] == ["3", "4", "5", "last"]
    assert told.left_out == 3 + 3


def test_a_follower_that_is_slow_is_told_how_many_it_missed(peep: Peep, realm: Realm) -> None:
    realm.events.add(happened("first"), time.time())
    turns = [["a"], ["b", "c"], ["d"], ["e"], ["f"]]

    def meanwhile() -> None:
        if not turns:
            peep.state.roots.clear()
        while turns:
            realm.events.add(happened(*turns.pop(0)), time.time())

    peep.meanwhile = meanwhile
    first, second = replies(peep, follow=True)
    assert ([event.text for event in first.events], first.left_out) == (["first"], 0)
    assert ([event.text for event in second.events], second.left_out) == (["d", "e", "f"], 3)


def test_level_and_text_and_time_choose(peep: Peep, realm: Realm) -> None:
    old = (time.time() - 3600) * 1000
    realm.events.add(happened("old error", level="error", at=old), time.time())
    realm.events.add(happened("new error", level="error", at=time.time() * 1000), time.time())
    realm.events.add(happened("new info", level="info", at=time.time() * 1000), time.time())
    chosen = {
        "level": ({"level": "warn"}, ["old error", "new error"]),
        "grep": ({"grep": "^new"}, ["new error", "new info"]),
        "since": ({"since": "5m"}, ["new error", "new info"]),
        "all": ({"level": "error", "since": "5m", "grep": "r{2}"}, ["new error"]),
    }
    for wanted, texts in chosen.values():
        (told,) = replies(peep, **wanted)
        assert [event.text for event in told.events] == texts


@pytest.mark.parametrize("wanted", [{"since": "soon"}, {"since": "25:99"}, {"grep": "("}])
def test_what_can_not_be_read_is_refused(peep: Peep, wanted: dict[str, str]) -> None:
    with pytest.raises(BadUsage):
        replies(peep, **wanted)
