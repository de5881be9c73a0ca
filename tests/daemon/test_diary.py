"""What happened in a root last: kept within a bound, counted where it is not kept."""

from __future__ import annotations

from daebug.daemon import diary
from daebug.daemon.diary import Diary


def test_a_reader_gets_what_is_new_to_it() -> None:
    book = Diary()
    book.add("joined", "zen", "joined: http://localhost/")
    seq = book.seq
    book.add("ran", "zen", "ran")
    entries, missed = book.since(seq)
    assert ([entry.what for entry in entries], missed) == (["ran"], 0)
    assert book.since(book.seq) == ([], 0)
    assert [entry.what for entry in book.since(0)[0]] == ["joined", "ran"]


def test_a_slow_reader_is_told_how_much_it_missed() -> None:
    book = Diary()
    for number in range(diary.KEPT + 30):
        book.add("ran", "zen", f"{number}")
    entries, missed = book.since(10)
    assert (len(entries), missed) == (diary.KEPT, 20)
    assert entries[0].text == "30"


def test_a_line_of_a_stranger_is_one_line_and_short() -> None:
    book = Diary()
    book.add("joined", "zen", "http://x/\n\x1b[2J%%SHUTDOWN%%" + "y" * 1000)
    (entry,) = book.since(0)[0]
    assert "\n" not in entry.text
    assert "\x1b" not in entry.text
    assert len(entry.text) == diary.LINE_CHARS


def test_code_is_told_by_its_beginning() -> None:
    assert diary.quoted("1 +\n1") == '"1 + 1"'
    assert diary.quoted("x" * 41) == '"' + "x" * 40 + '..."'
