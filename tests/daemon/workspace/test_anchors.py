"""Blocks by their first and last line: the best of several, and where that is too much to tell."""

from __future__ import annotations

import pytest

from daebug.daemon.workspace import anchors
from daebug.daemon.workspace.haystack import Haystack


def best(text: str, old: str) -> tuple[int, int] | None:
    file, wanted = Haystack(text, old), tuple(old.split("\n"))
    return anchors.most_alike(file, wanted, file.pairs(wanted[0], wanted[-1]))


def test_a_block_ends_with_the_first_such_line_that_leaves_one_between() -> None:
    file = Haystack("{\n}\n}\nx\n}\n{\n}", "")
    assert file.pairs("{", "}") == [(0, 2)]


def test_the_most_alike_wins_and_of_equals_the_first() -> None:
    assert best("{\nabcd\n}\n{\nabce\n}\n", "{\nabce\n}") == (3, 5)
    assert best("{\nabcx\n}\n{\nabcy\n}\n", "{\nabcz\n}") == (0, 2)


def test_less_than_three_tenths_alike_is_no_match() -> None:
    assert best("{\nwxyz\n}\n{\nqrst\n}\n", "{\nabcd\n}") is None


def test_two_empty_lines_tell_nothing() -> None:
    assert anchors.likeness("", "") == 0
    assert best("{\n\n}\n{\n\n}\n", "{\n\n}") is None


def test_where_too_much_would_be_compared_no_block_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(anchors, "MOST_COMPARED", 3)
    assert best("{\nabcw\n}\n" * 5, "{\nabcd\n}") is None
