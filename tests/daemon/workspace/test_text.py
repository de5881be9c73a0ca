"""A file's bytes as text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace import text


@given(st.binary(max_size=60))
def test_any_bytes_come_back_as_they_were(data: bytes) -> None:
    found = text.read(data)
    assert text.written(found, found.text) == data


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0"])
@given(st.binary(max_size=20))
def test_any_bytes_behind_a_mark_come_back_too(mark: bytes, data: bytes) -> None:
    found = text.read(mark + data)
    assert text.written(found, found.text) == mark + data


def test_a_mark_is_no_part_of_the_text() -> None:
    assert text.read(b"\xef\xbb\xbfa").text == "a"
    assert text.read(b"\xff\xfea\0").text == "a"


@pytest.mark.parametrize(
    ("file", "old", "new", "put"),
    [
        ("a\nb\n", "b", "x\r\ny", "x\ny"),
        ("a\r\nb\nc\n", "a", "x\ny", "x\r\ny"),
        ("a\r\nb\nc\n", "b", "x\ny", "x\ny"),
        ("a\r\nb\nc", "c", "x\ny", "x\ny"),
        ("a\r\nb\nc", "a\r", "x", "x\r"),
    ],
)
def test_what_is_put_in_has_the_line_ends_around_it(
    file: str, old: str, new: str, put: str
) -> None:
    found = text.read(file.encode())
    start = found.text.index(old)
    assert text.fitting(found, new, start, start + len(old)) == put
