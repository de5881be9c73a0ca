"""Merging import maps."""

from __future__ import annotations

import json

import pytest

from daebug.daemon.gateway import importmap


def test_our_entries_are_added_below_the_pages_own() -> None:
    merged = importmap.merged('{"imports": {"node:test": "/mine.js", "a": "/a.js"}, "odd": 1}')
    assert merged is not None
    found = json.loads(merged)
    assert found["imports"] == {**importmap.IMPORTS, "node:test": "/mine.js", "a": "/a.js"}
    assert found["odd"] == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"imports": []}', "[" * 100_000])
def test_what_is_no_map_is_not_touched(text: str) -> None:
    assert importmap.merged(text) is None


def test_every_entry_of_ours_is_a_script_that_is_served() -> None:
    from daebug.daemon.gateway import scripts

    assert set(importmap.IMPORTS.values()) <= set(scripts.SERVED)
