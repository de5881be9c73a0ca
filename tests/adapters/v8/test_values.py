"""Values of CDP on one line."""

from __future__ import annotations

from typing import Any

import pytest

from daebug.adapters.v8 import values


def preview(description: str, subtype: str = "", **fields: Any) -> dict[str, Any]:
    """Return an object with V8's preview."""
    told = {"type": "object", "subtype": subtype, "description": description, "overflow": False}
    return {"type": "object", "subtype": subtype, "preview": {**told, **fields}}


def number(name: str, value: str) -> dict[str, str]:
    """Return a property of a preview."""
    return {"name": name, "type": "number", "value": value}


@pytest.mark.parametrize(
    ("remote", "text"),
    [
        ({"type": "number", "description": "-0"}, "-0"),
        ({"type": "boolean", "value": True}, "true"),
        ({"type": "bigint", "description": "10n"}, "10n"),
        ({"type": "symbol", "description": "Symbol(a)"}, "Symbol(a)"),
        ({"type": "object", "subtype": "null", "value": None}, "null"),
        ({"type": "object", "subtype": "error", "description": "E: a\n    at f"}, "E: a"),
        (preview("Object", properties=[number("a", "1")]), "{a: 1}"),
        (preview("P", properties=[number("a", "1")], overflow=True), "P {a: 1, …}"),
        (preview("Array(1)", "array", properties=[number("0", "1")]), "Array(1) [1]"),
        (preview("Map(0)", "map", properties=[number("size", "0")]), "Map(0) {}"),
        ({"type": "function", "description": "async function f(a = (1), b) { }"},
         "async function f(a = (1), b)"),
        ({"type": "function", "description": "x => x"}, "x => …"),
    ],
)  # fmt: skip
def test_a_value_is_shown_on_one_line(remote: dict[str, Any], text: str) -> None:
    assert values.shown(remote) == text


def test_a_long_array_is_shown_by_its_first_elements() -> None:
    many = [number(str(n), str(n)) for n in range(100)]
    shown = values.shown(preview("Array(100)", "array", properties=many))
    assert shown == "Array(100) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]"


def test_only_arrays_have_a_length() -> None:
    assert values.length({"subtype": "array", "description": "Array(12)"}) == 12
    assert values.length({"subtype": "typedarray", "description": "Uint8Array(3)"}) == 3
    assert values.length({"type": "object", "description": "Foo(12)"}) == 0


@pytest.mark.parametrize("name", ["[[Prototype]]", "Symbol(a)"])
def test_what_no_expression_reaches_has_none(name: str) -> None:
    assert values.member("p", name) == ""
