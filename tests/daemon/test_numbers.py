"""Integers in other bases, hit counts, and slices: what people type and what is shown."""

from __future__ import annotations

import pytest

from daebug.adapters import walk
from daebug.daemon import hit_counts, numbers, slices, tracing
from daebug.protocol.errors.usage import BadUsage


@pytest.mark.parametrize(
    ("text", "base", "kind", "shown"),
    [
        ("255", "hex", "int", "0xff"),
        ("-1", "hex", "int", "0xffffffff"),
        ("-1", "hex", "char", "0xff"),
        ("-1", "hex", "const int", "0xffffffff"),
        ("-1", "hex", "", "0xffffffffffffffff"),
        ("0x1f", "dec", "", "31"),
        ("5", "bin", "", "0b101"),
        ("97 'a'", "hex", "char", "0x61 'a'"),
        ("1.5", "hex", "double", "1.5"),
        ("{...}", "hex", "point", "{...}"),
        ("7", "oct", "", "7"),
    ],
)
def test_only_integers_change_their_base(text: str, base: str, kind: str, shown: str) -> None:
    assert numbers.written(text, base, kind) == shown


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", (0, "")),
        ("0", (0, "")),
        ("3", (3, "")),
        (">= 3", (3, "")),
        ("> 3", (4, "")),
        ("== 4", (0, "== 4")),
        ("%5", (0, "% 5")),
        ("<3", (0, "< 3")),
    ],
)
def test_hit_counts_are_read(text: str, terms: tuple[int, str]) -> None:
    assert hit_counts.read(text) == terms


@pytest.mark.parametrize("text", ["often", "% 0", "-1", "3 4", "= 3"])
def test_what_is_no_hit_count_is_refused(text: str) -> None:
    with pytest.raises(BadUsage, match="no count"):
        hit_counts.read(text)


@pytest.mark.parametrize(
    ("text", "language", "part"),
    [
        ("a.b[3:10]", "c", ("a.b", 3, 10)),
        ("a[:2]", "rust", ("a", 0, 2)),
        ("a[7:]", "c", ("a", 7, None)),
        ("m[1][2:4]", "c", ("m[1]", 2, 4)),
        ("a[3]", "c", None),
        ("a[ns::x]", "c", None),
        ("a[1:2]", "python", None),
    ],
)
def test_slices_are_seen_where_the_language_has_none(
    text: str, language: str, part: tuple[str, int, int | None] | None
) -> None:
    assert slices.split(text, language) == part


def test_what_a_line_changed_is_told_old_and_new() -> None:
    before = {"a": "1", "b": "2", "gone": "3"}
    changes = walk.changed(before, {"a": "1", "b": "5", "c": "4"})
    assert [tracing.changed(one) for one in changes] == ["b: 2 -> 5", "c = 4"]
