"""Looking for test files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.gateway import discovery
from daebug.protocol.errors.daemon import BadMessage

FILES = [
    "a.test.js",
    "b.test.mjs",
    "c-test.cjs",
    "d_test.js",
    "test-e.js",
    "test.js",
    "test/f.js",
    "sub/test/deep/g.mjs",
    "sub/h.test.js",
    "plain.js",
    "i.test.ts",
    "node_modules/x.test.js",
    "sub/node_modules/x.test.js",
    "dist/x.test.js",
    ".hidden/x.test.js",
    "ignored/x.test.js",
    "daebug/x.test.js",
]


def found(root: Path, **stated: Any) -> list[str]:
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / ".gitignore").write_text("ignored/\n")
    return discovery.files(os.path.realpath(root), discovery.search(stated))


def test_without_patterns_nodes_own_are_used(tmp_path: Path) -> None:
    assert found(tmp_path) == [
        "/a.test.js",
        "/b.test.mjs",
        "/c-test.cjs",
        "/d_test.js",
        "/sub/h.test.js",
        "/sub/test/deep/g.mjs",
        "/test-e.js",
        "/test.js",
        "/test/f.js",
    ]


def test_patterns_may_be_one_or_many_and_start_with_a_slash(tmp_path: Path) -> None:
    assert found(tmp_path, files="**/*.test.js") == ["/a.test.js", "/sub/h.test.js"]
    assert found(tmp_path, files=["/test.js", "./plain.js"]) == ["/plain.js", "/test.js"]


def test_a_folder_to_start_from_makes_patterns_relative(tmp_path: Path) -> None:
    assert found(tmp_path, files="*.test.js", cwd="sub") == ["/sub/h.test.js"]


def test_no_exclusion_lets_dist_in_but_never_node_modules(tmp_path: Path) -> None:
    got = found(tmp_path, files="**/*.test.js", exclude=[])
    assert "/dist/x.test.js" in got
    assert not [path for path in got if "node_modules" in path or "hidden" in path]


@pytest.mark.parametrize(
    "stated",
    [
        {"files": 7},
        {"files": ["a", 7]},
        {"files": ["a"] * 101},
        {"files": "{a,b}" * 30},
        {"cwd": "../x"},
        {"exclude": {"a": 1}},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(stated: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        discovery.search(stated)
