"""Batches of events, counted and read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.protocol import batches, wire
from daebug.protocol.pages import Event

CODECS = {"json": msgspec.json.encode, "msgpack": msgspec.msgpack.encode}

#: What a page may put into a list.
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("form", CODECS)
@pytest.mark.parametrize("size", [0, 1, 15, 16, 1000, 70_000])
def test_a_batch_of_any_size_is_counted_and_read(form: str, size: int) -> None:
    data = CODECS[form]([{"text": str(number), "odd": None} for number in range(size)])
    assert batches.count(data) == size
    assert [event.text for event in batches.events(data)] == [str(n) for n in range(size)]


@pytest.mark.parametrize("form", CODECS)
@pytest.mark.parametrize("value", [None, 1, "text", {"a": 1}, True])
def test_what_is_no_list_is_refused(form: str, value: Any) -> None:
    with pytest.raises(msgspec.DecodeError):
        batches.count(CODECS[form](value))


def test_white_space_may_stand_before_the_list() -> None:
    assert batches.count(b' \n\t[{"text":"x"}]') == 1
    assert batches.events(b' \n\t[{"text":"x"}]') == [Event(text="x")]


@pytest.mark.parametrize("form", CODECS)
def test_an_event_that_is_none_is_told_and_costs_no_other(form: str) -> None:
    data = CODECS[form]([{"text": "a"}, {"text": 7}, 3, {"text": "b"}])
    first, second, third, last = batches.events(data)
    assert (first.text, last.text) == ("a", "b")
    for odd in (second, third):
        assert (odd.type, odd.level, odd.source) == ("error", "error", "daebug")
        assert odd.text.startswith("an event can't be read: Expected")


def test_text_that_is_no_utf8_costs_one_event_at_most() -> None:
    items = [{"text": "aXb"}, {"text": "c"}]
    odd, good = batches.events(msgspec.msgpack.encode(items).replace(b"X", b"\xff"))
    assert odd.level == "error"
    assert good.text == "c"
    mended, good = batches.events(msgspec.json.encode(items).replace(b"X", b"\xff"))
    assert (mended.text, good.text) == ("a\ufffdb", "c")


def test_no_control_character_gets_through() -> None:
    event = dict.fromkeys(("type", "level", "source", "text", "stack", "caller"), "\x1b[2J\x00")
    for encode in CODECS.values():
        assert "\x1b" not in repr(batches.events(encode([event])))


@given(st.lists(ANYTHING, max_size=5))
def test_whatever_is_in_it_as_many_are_read_as_were_counted(items: list[Any]) -> None:
    for data in (msgspec.msgpack.encode(items), json.dumps(items).encode()):
        try:
            count = batches.count(data)
        except wire.UNREADABLE:
            continue  # NaN is no JSON
        assert len(batches.events(data)) == count
