"""DAP frames, cut at every place, and what is no frame."""

from __future__ import annotations

import pytest

from daebug.protocol import dap_framing as framing
from daebug.protocol.dap_framing import Framer, NotDap

BODIES = [b"{}", '{"text": "naïve ✓"}'.encode(), b""]
STREAM = b"".join(framing.frame(body) for body in BODIES)


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_a_stream_cut_anywhere_gives_the_same_bodies(cut: int) -> None:
    framer = Framer()
    assert framer.feed(STREAM[:cut]) + framer.feed(STREAM[cut:]) == BODIES
    assert framer.idle


def test_a_stream_that_comes_byte_by_byte_gives_the_same_bodies() -> None:
    framer = Framer()
    assert [body for byte in STREAM for body in framer.feed(bytes([byte]))] == BODIES


def test_other_headers_and_other_cases_are_accepted() -> None:
    data = b"X-Extra: 1\r\ncontent-LENGTH:  2\r\nContent-Type: x; y=z\r\n\r\n{}"
    assert Framer().feed(data) == [b"{}"]


@pytest.mark.parametrize(
    "data",
    [
        b"Segmentation fault\r\n",
        b"Content-Length: 2\r\nnonsense\r\n\r\n{}",
        b"Content-Length: two\r\n\r\n",
        b"Content-Length: -2\r\n\r\n",
        b"X-Extra: 1\r\n\r\n",
        b"X: " + b"x" * (framing.MAX_HEADER + 1),
        b"Content-Length: %d\r\n\r\n" % (framing.MAX_BODY + 1),
    ],
)
def test_what_is_no_frame_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(NotDap):
        Framer().feed(data)


def test_a_header_that_is_not_complete_is_waited_for() -> None:
    framer = Framer()
    assert framer.feed(b"Content-Le") == []
    assert not framer.idle
