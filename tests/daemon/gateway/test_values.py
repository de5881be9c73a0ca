"""Plain JSON in the form of the channel."""

from __future__ import annotations

from typing import Any

import pytest

from daebug.daemon.gateway import values
from daebug.protocol.pages import Event, Failure


@pytest.mark.parametrize(
    ("found", "kind", "text"),
    [
        (None, "null", "null"),
        (True, "boolean", "true"),
        (1, "number", "1"),
        ("a\nb", "string", "a\nb"),
        ([1, [2]], "array", "[1, [2]]"),
        ({"a": {"b": 1}}, "object", '{"a": {"b": 1}}'),
    ],
)
def test_a_value_has_kind_and_text(found: Any, kind: str, text: str) -> None:
    made = values.value(found)
    assert (made.kind, made.text) == (kind, text)


def test_a_long_list_tells_how_much_is_left_out() -> None:
    made = values.value(list(range(1000)))
    assert (len(made.parts), made.left_out) == (200, 800)


@pytest.mark.parametrize(
    ("stated", "failure"),
    [
        ("RangeError: x: y\n  at z", Failure(name="RangeError", message="x: y",
                                            stack="RangeError: x: y\n  at z")),
        ("plain", Failure(name="Error", message="plain", stack="plain")),
        ("not a name: x", Failure(name="Error", message="not a name: x", stack="not a name: x")),
        ({"name": "E", "message": "m"}, Failure(name="E", message="m")),
        (None, Failure(message="")),
        (7, Failure(message="7", stack="7")),
    ],
)  # fmt: skip
def test_an_error_is_taken_apart(stated: Any, failure: Failure) -> None:
    assert values.failure(stated) == failure


@pytest.mark.parametrize("stated", [7, None, [], {"at": []}, {"message": {"a": 1}}])
def test_an_odd_event_is_still_an_event(stated: Any) -> None:
    assert isinstance(values.event(stated), Event)
