"""Memory as text."""

from __future__ import annotations

import pytest

from daebug.daemon import hexdump


def test_bytes_stand_beside_their_characters_sixteen_a_line() -> None:
    first, second = hexdump.lines(0x10, b"0123456789abcdefGH", "bytes", 1)
    assert first == "0x10: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 |0123456789abcdef|"
    assert second.endswith("|GH|")
    assert second.startswith("0x20: 47 48 ")


@pytest.mark.parametrize(
    ("form", "size", "shown"),
    [
        ("x", 2, "0xffff 0x0001 ff"),
        ("d", 2, "-1 1 ff"),
        ("u", 2, "65535 1 ff"),
        ("x", 4, "0x0001ffff ff"),
        ("d", 8, "ff ff 01 00 ff"),
    ],
)
def test_numbers_have_a_size_and_a_rest_is_shown_as_bytes(form: str, size: int, shown: str) -> None:
    assert hexdump.lines(0, b"\xff\xff\x01\x00\xff", form, size) == [f"0x0: {shown}"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"ab\x00cd", '"ab"'),
        (b"ab", '"ab"...'),
        (b'say "hi"\n\x00', r'"say \"hi\"\n"'),
        (b"\xff\x00", r'"\\xff"'),
        (b"\x00", '""'),
    ],
)
def test_a_c_string_ends_at_its_nul_or_is_said_to_go_on(data: bytes, shown: str) -> None:
    assert hexdump.string(data) == shown
