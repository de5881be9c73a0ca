"""The guide, against what the predecessor wrote, and the messages."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import wording, write
from tests.protocol.transcript.texts import changed, reading, vectors


def test_the_guide_is_the_one_that_agents_know() -> None:
    ((_, guide),) = vectors("formatSessionGuide")
    assert guide == wording.GUIDE
    assert wording.opening("X").startswith(vectors("formatFileHeader")[0][1] + "\n\n")


@pytest.mark.parametrize(("args", "result"), vectors("ensureFileHeader"))
def test_title_and_guide_are_put_in_front_where_there_is_no_title(
    args: list[list[str]], result: list[str]
) -> None:
    data = "\n".join(args[0]).encode()
    made = changed(data, write.titled(reading(data), "T Session"))
    assert made == "\n".join(result).encode()
    assert changed(made, write.titled(reading(made), "T Session")) == made


def test_a_title_behind_a_byte_order_mark_is_seen_and_one_is_put_behind_it() -> None:
    assert reading("\ufeff# T\n").untitled_at is None
    made = changed(b"\xef\xbb\xbfx\n", write.titled(reading("\ufeffx\n"), "T"))
    assert made.startswith(b"\xef\xbb\xbf# T\n")


def test_a_word_of_the_file_cannot_begin_a_line_of_a_message() -> None:
    assert "\n" not in wording.meant_js("a\nb") + wording.unknown_option("x\r\n# y")


def test_a_page_that_left_is_told_how() -> None:
    assert wording.left("navigate", 12.4).startswith("page navigated away after 12ms")
    assert wording.left("something", 1).startswith("page was closed after 1ms")


def test_the_live_pages_are_named() -> None:
    said = wording.no_live_page(["a", "b"], url="u")
    assert said == "not run: no live page reads this file; live: a, b"
    said = wording.no_live_page([], url="http://localhost:8100/", realm="c")
    assert said.endswith("is called `c`; live: none; open http://localhost:8100/ in a browser")
