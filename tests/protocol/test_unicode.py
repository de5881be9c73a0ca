"""Text that is no UTF-8 crosses readably, and the rest is untouched."""

from __future__ import annotations

import msgpack
import pytest

from daebug.protocol import unicode


@pytest.mark.parametrize(
    ("held", "crosses"),
    [
        ("Grüße 🙂", "Grüße 🙂"),
        ("a\udcffb", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        (
            {"\udcff": ["\udc80", b"\xff", 1, None, True]},
            {"\ufffd": ["\ufffd", b"\xff", 1, None, True]},
        ),
    ],
)
def test_a_byte_that_is_no_utf8_becomes_a_replacement_character(
    held: object, crosses: object
) -> None:
    assert unicode.readable(held) == crosses
    assert msgpack.unpackb(unicode.pack(held)) == crosses
