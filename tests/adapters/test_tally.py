"""Hit counts that are counted here, and the marks of log points."""

from __future__ import annotations

import pytest

from daebug.adapters import logpoints, tally
from daebug.protocol.orders import Breakpoint


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("== 3", [3]),
        ("!= 3", [1, 2, 4, 5, 6]),
        ("% 2", [2, 4, 6]),
        ("< 3", [1, 2]),
        (">= 5", [5, 6]),
        ("% 0", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_each_breakpoint_is_counted_by_itself(term: str, due: list[int]) -> None:
    counted = tally.Tally()
    one, other = Breakpoint(id=1, hits=term), Breakpoint(id=2, hits=term)
    for _ in range(3):
        counted.due(other)
    assert [hit for hit in range(1, 7) if counted.due(one)] == due


def test_a_log_message_is_known_by_its_mark_whatever_stands_around_it() -> None:
    sent = logpoints.marked(7, "n is 3")
    assert logpoints.told(f"> [Go 1]: {sent}\n") == [(7, "n is 3")]
    assert logpoints.told(sent + sent) == [(7, "n is 3"), (7, "n is 3")]
    assert logpoints.told("what the program says\n") == []
