"""Diffs: small where the change is small, whole where it is not."""

from __future__ import annotations

import pytest

from daebug.daemon.workspace import diffing

LONG = "".join(f"{n}\n" for n in range(5000))


def told(old: str, new: str) -> list[str]:
    return diffing.unified("f", diffing.difference(old, new))[2:]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\n", "b\n", ["@@ -1 +1 @@", "-a", "+b"]),
        ("", "b\n", ["@@ -0,0 +1 @@", "+b"]),
        ("a\n", "", ["@@ -1 +0,0 @@", "-a"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-a", diffing.NO_END, "+a"]),
        ("a\n", "a\n", []),
    ],
)
def test_small_texts(old: str, new: str, lines: list[str]) -> None:
    assert told(old, new) == lines


def test_changes_far_apart_are_hunks_of_their_own() -> None:
    new = LONG.replace("\n100\n", "\nx\n").replace("\n4000\n", "\ny\n")
    found = diffing.difference(LONG, new)
    assert (found.added, found.removed) == (2, 2)
    assert [line for line in told(LONG, new) if line.startswith("@@")] == [
        "@@ -98,7 +98,7 @@",
        "@@ -3998,7 +3998,7 @@",
    ]


def test_a_large_part_with_nothing_in_common_is_replaced_as_one() -> None:
    found = diffing.difference("a\n" * 4000, "b\n" * 3000)
    assert found.changes == [diffing.Change(0, 4000, 0, 3000)]
    assert found.spans(1) == [(1, 3000)]
