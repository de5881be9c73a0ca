"""Where a ``try`` is around a place, and where a word only looks like one."""

from __future__ import annotations

import pytest

from daebug.adapters.v8 import caught


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("try { @ } catch {}", True),
        ("try { if (a) { @ } } catch {}", True),
        ("try { } catch { @ }", False),
        ("try { } catch { } @", False),
        ("// try {\n@", False),
        ("/* try { */ @", False),
        ("'try {'; \"try {\"; `try {`; @", False),
        ("try { a('}') ; @ } catch {}", True),
        ("const o = { try: 1 }; { @ }", False),
        ("} @", False),
    ],
)
def test_a_place_is_guarded_by_the_block_of_a_try(text: str, inside: object) -> None:
    at = text.index("@")
    line = text.count("\n", 0, at)
    column = at - (text.rfind("\n", 0, at) + 1)
    assert caught.guarded(text, line, column) is inside
