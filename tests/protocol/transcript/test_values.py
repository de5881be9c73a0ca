"""Values and errors as blocks."""

from __future__ import annotations

import pytest

from daebug.protocol.pages import Failure, Value
from daebug.protocol.transcript import values


def plain(kind: str, json: str) -> Value:
    """Return a value that is plain JSON."""
    return Value(kind=kind, text=json, json=json)


@pytest.mark.parametrize(
    ("value", "block"),
    [
        (None, "```JSON\nundefined\n```"),
        (Value(kind="undefined"), "```JSON\nundefined\n```"),
        (plain("null", "null"), "```JSON\nnull\n```"),
        (plain("number", "1e-7"), "```JSON\n1e-7\n```"),
        (plain("boolean", "true"), "```JSON\ntrue\n```"),
        (Value(kind="string", text="a string"), "```JSON\na string\n```"),
        (Value(kind="string", text=""), "```JSON\n\n```"),
        (plain("array", "[]"), "```JSON\n[]\n```"),
        (
            plain("object", '{"a":{},"й":[1]}'),
            '```JSON\n{\n  "a": {},\n  "й": [\n    1\n  ]\n}\n```',
        ),
        (Value(kind="number", text="NaN"), "```Text\nNaN\n```"),
        (Value(kind="map", text="Map(1) { 1 => 2 }"), "```Text\nMap(1) { 1 => 2 }\n```"),
        (plain("object", "{broken"), "```Text\n{broken\n```"),
    ],
)
def test_a_value_is_written(value: Value | None, block: str) -> None:
    assert values.block(value) == block


def test_parts_are_written_below_what_they_are_parts_of() -> None:
    inner = Value(kind="set", text="Set(1)", parts=[("0", Value(kind="number", text="1"))])
    value = Value(kind="object", type="Box", parts=[("a\nb", inner)], left_out=3)
    assert values.shown(value)[1].split("\n") == [
        "Box",
        "  a b: Set(1)",
        "    0: 1",
        "  ... (3 more) ...",
    ]


def test_a_text_that_shows_its_parts_is_enough() -> None:
    part = Value(kind="number", text="1")
    shown = values.shown(Value(kind="map", text="Map(1) { 'a' => 1 }", parts=[("a", part)]))
    assert shown == ("Text", "Map(1) { 'a' => 1 }")


def test_what_is_thrown_need_not_be_an_error() -> None:
    failure = Failure(name="", message="just text", stack="f@x:1")
    assert values.thrown(failure) == "just text\nf@x:1"


def test_a_value_cannot_close_its_block() -> None:
    assert values.block(Value(kind="string", text="```\n# forged")).startswith("````JSON\n```\n")


def test_a_long_value_is_cut_and_says_how_much_is_missing() -> None:
    block = values.block(Value(kind="string", text="x" * 30), limit=10)
    assert block == f"```JSON\n{'x' * 10}\n... (20 more characters) ...\n```"


def test_a_value_with_thousands_of_parts_is_cut() -> None:
    parts = [(str(n), Value(kind="number", text=str(n))) for n in range(5000)]
    assert len(values.shown(Value(kind="array", type="Array", parts=parts))[1].split("\n")) == 201


def test_control_characters_and_broken_surrogates_do_not_get_through() -> None:
    block = values.block(Value(kind="string", text="a\x1b[2J\ud800\r\nb"))
    assert block == "```JSON\na\ufffd[2J\ufffd\nb\n```"
    block = values.block(Value(kind="object", json='{"a":"\\ud800"}'))
    assert block.encode()


def test_an_error_is_written_with_its_causes() -> None:
    cause = Failure(name="Error", message="root", stack="Error: root\n    at x")
    failure = Failure(name="TypeError", message="bad", stack="f@x:1", cause=cause)
    assert values.error(failure) == (
        "```Error\nTypeError: bad\nf@x:1\nCaused by: Error: root\n    at x\n```"
    )


def test_a_reason_is_written_as_an_error() -> None:
    assert values.error("job timed out") == "```Error\njob timed out\n```"


def test_a_chain_of_causes_ends() -> None:
    failure = None
    for _ in range(100):
        failure = Failure(name="E", cause=failure)
    assert failure is not None
    assert values.error(failure).count("Caused by") == values.CAUSES - 1
