"""Escape sequences and titles, cut anywhere; keys by name."""

from __future__ import annotations

import pytest

from daebug.daemon.terminals import escapes, keys

#: What a program may write: colours, a title, two character sets, a private mode, wide characters.
SCREEN = (
    b"\x1b]0;make \xe2\x9c\x93\x07\x1b[1;31mred\x1b[0m \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\r\n"
    b"\x1b(B\x1b[?2004h\x1b]2;two\x1b\\\x1bP+q\x1b\\end\x1b7"
)


def test_the_text_of_a_screen_has_no_escape_sequences() -> None:
    assert escapes.plain(SCREEN) == "red é€😀\nend"


@pytest.mark.parametrize("cut", range(len(SCREEN) + 1))
def test_cut_anywhere_the_pieces_have_the_text_of_the_whole(cut: int) -> None:
    kept = escapes.whole(SCREEN[:cut])
    assert kept <= cut
    text = escapes.plain(SCREEN[:kept]) + escapes.plain(SCREEN[kept:])
    assert text == escapes.plain(SCREEN)


@pytest.mark.parametrize("cut", range(len(SCREEN) + 1))
def test_a_title_is_seen_however_the_stream_is_cut(cut: int) -> None:
    titles = escapes.Titles()
    titles.feed(SCREEN[:cut])
    titles.feed(SCREEN[cut:])
    assert titles.title == "two"


def test_a_title_is_seen_byte_by_byte_and_told_when_it_changes() -> None:
    titles = escapes.Titles()
    changed = [titles.feed(SCREEN[at : at + 1]) for at in range(len(SCREEN))]
    assert changed.count(True) == 2


def test_a_sequence_that_never_ends_holds_nobody_up() -> None:
    data = b"\x1b]0;" + b"x" * 2 * escapes.LONGEST_SEQUENCE
    assert escapes.whole(data) == len(data)
    titles = escapes.Titles()
    for _ in range(10):
        titles.feed(data)
    titles.feed(b"\x07")
    assert len(titles.title) <= escapes.LONGEST_TITLE
    titles.feed(b"\x1b]2;next\x07")
    assert titles.title == "next"


def test_bytes_that_are_no_utf_8_are_replaced_not_waited_for() -> None:
    assert escapes.whole(b"ab\xff") == 3
    assert escapes.plain(b"a\xffb") == "a\ufffdb"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("ctrl-c", b"\x03"),
        ("Ctrl-]", b"\x1d"),
        ("enter", b"\r"),
        ("alt-x", b"\x1bx"),
        ("alt-up", b"\x1b\x1b[A"),
        ("f1", b"\x1bOP"),
        ("f12", b"\x1b[24~"),
        ("ctrl-é", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_keys_have_the_bytes_of_a_terminal(name: str, sent: bytes | None) -> None:
    assert keys.key(name) == sent
