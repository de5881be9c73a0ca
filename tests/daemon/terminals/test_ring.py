"""A ring is the end of what was written, whoever reads it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.terminals.ring import CHUNK_BYTES, Ring


@given(st.lists(st.integers(0, 3 * CHUNK_BYTES), max_size=8), st.integers(0, 4 * CHUNK_BYTES))
def test_a_ring_is_the_end_of_all_that_was_written(sizes: list[int], limit: int) -> None:
    ring, written = Ring(limit), b""
    for number, size in enumerate(sizes):
        data = bytes([number + 1]) * size
        ring.write(data)
        written += data
        assert ring.end == len(written)
        assert ring.end - ring.first <= limit + CHUNK_BYTES
        assert ring.end - ring.first >= min(limit, len(written))
        assert ring.read(0, ring.end) == written[ring.first :]


@given(st.binary(max_size=3000), st.integers(0, 3000), st.integers(0, 3000))
def test_a_piece_is_what_lies_between_two_cursors(data: bytes, since: int, until: int) -> None:
    ring = Ring(1_000_000)
    ring.write(data)
    assert ring.read(since, until) == data[since:until]


def test_two_readers_each_get_everything_once() -> None:
    ring = Ring(1_000_000)
    got: dict[str, bytes] = {"slow": b"", "fast": b""}
    for number in range(200):
        ring.write(b"%d," % number)
        got["fast"] += ring.read(len(got["fast"]), ring.end)
        if number % 7 == 0:
            got["slow"] += ring.read(len(got["slow"]), ring.end)
    got["slow"] += ring.read(len(got["slow"]), ring.end)
    assert got["slow"] == got["fast"] == b"".join(b"%d," % number for number in range(200))


def test_an_empty_ring_holds_nothing_in_memory_and_tells_nothing() -> None:
    assert Ring(2_000_000).read(0, 10) == b""
