"""The ring of background events: bounded, counted, read when asked."""

from __future__ import annotations

import msgspec

from daebug.daemon.page_state import Ring, read
from daebug.protocol.pages import Event, Happened


def batch(*texts: str, dropped: int = 0) -> Happened:
    """Return a batch of events."""
    events = msgspec.msgpack.encode([Event(text=text) for text in texts])
    return Happened(
        root="/", realm="zen", load="one", count=len(texts), dropped=dropped, events=events
    )


def texts(ring: Ring, since: int = 0) -> list[str]:
    """Return what is kept."""
    return [event.text for _, event in read(ring.since(since))]


def test_events_are_kept_in_order_and_read_from_where_a_reader_stands() -> None:
    ring = Ring(100, 10_000)
    ring.add(batch("a", "b"), 1.0)
    stand = ring.seq
    ring.add(batch("c"), 2.0)
    assert texts(ring) == ["a", "b", "c"]
    assert texts(ring, stand) == ["c"]
    assert texts(ring, ring.seq) == []


def test_too_many_events_push_out_the_oldest_and_are_counted() -> None:
    ring = Ring(3, 10_000)
    for name in "abcde":
        ring.add(batch(name), 1.0)
    assert texts(ring) == ["c", "d", "e"]
    assert (ring.total, ring.events, ring.lost) == (5, 3, 2)
    assert texts(ring, 0) == ["c", "d", "e"]


def test_bytes_are_bounded_and_the_last_batch_stays_however_large() -> None:
    ring = Ring(1000, 100)
    ring.add(batch("small"), 1.0)
    ring.add(batch("x" * 500), 1.0)
    assert texts(ring) == ["x" * 500]
    ring.add(batch("y"), 1.0)
    assert texts(ring) == ["y"]
    assert ring.bytes < 100


def test_what_the_page_left_out_counts_as_lost() -> None:
    ring = Ring(10, 10_000)
    ring.add(batch("a", dropped=7), 1.0)
    assert ring.lost == 7
