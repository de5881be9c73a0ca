"""Framing: every cut point, and the limit."""

from __future__ import annotations

import pytest

from daebug.protocol import framing
from daebug.protocol.errors.daemon import FrameTooLarge

BODIES = [b"", b"a", "Grüße".encode(), bytes(range(256))]
STREAM = b"".join(framing.frame(body) for body in BODIES)


def test_a_frame_is_four_bytes_of_big_endian_length_and_the_body() -> None:
    assert framing.frame(b"abc") == b"\x00\x00\x00\x03abc"


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_a_stream_cut_anywhere_gives_the_same_bodies(cut: int) -> None:
    framer = framing.Framer()
    assert framer.feed(STREAM[:cut]) + framer.feed(STREAM[cut:]) == BODIES
    assert framer.idle


def test_a_stream_byte_by_byte_gives_the_same_bodies() -> None:
    framer = framing.Framer()
    assert [body for byte in STREAM for body in framer.feed(bytes([byte]))] == BODIES


def test_half_a_frame_is_not_idle() -> None:
    framer = framing.Framer()
    framer.feed(framing.frame(b"abc")[:-1])
    assert not framer.idle


def test_a_body_over_the_limit_is_refused_before_it_arrives() -> None:
    framer = framing.Framer(limit=10)
    with pytest.raises(FrameTooLarge) as refused:
        framer.feed((11).to_bytes(4, "big"))
    assert refused.value.facts == {"size_bytes": 11, "limit_bytes": 10}


def test_a_body_of_exactly_the_limit_passes() -> None:
    assert framing.Framer(limit=10).feed(framing.frame(b"0123456789")) == [b"0123456789"]


def test_a_stream_that_was_refused_stays_refused() -> None:
    framer = framing.Framer(limit=10)
    for data in (b"\xff\xff\xff\xff", framing.frame(b"fine")):
        with pytest.raises(FrameTooLarge):
            framer.feed(data)


def test_no_frame_over_the_limit_is_made() -> None:
    with pytest.raises(FrameTooLarge):
        framing.frame(bytes(framing.MAX_BODY + 1))
