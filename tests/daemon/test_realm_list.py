"""Realms as answers list them."""

from __future__ import annotations

import msgspec

from daebug.daemon.page_state import Realm, Ring
from daebug.daemon.realm_list import listed
from daebug.protocol.pages import Event, Happened


def test_events_are_counted_whether_they_are_kept_or_not() -> None:
    realm = Realm("zen", "/site", Ring(most_events=2, most_bytes=10_000))
    packed = msgspec.msgpack.encode([Event(text="a"), Event(text="b")])
    for _ in range(3):
        realm.events.add(
            Happened(root="/site", realm="zen", load="one", count=2, events=packed), at=1.0
        )
    assert realm.events.events == 2
    assert listed(realm).events == 6
