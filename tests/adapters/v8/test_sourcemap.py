"""Source maps, by maps that compilers wrote and maps that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daebug.adapters.v8 import sourcemap
from daebug.adapters.v8.sourcemap import NoMap, SourceMap
from daebug.adapters.v8.urls import path_of
from tests.adapters.desk import PROGRAMS

TYPED = PROGRAMS / "typed"


def compiled() -> SourceMap:
    """Return the map of the compiled program."""
    return sourcemap.load("typed.js.map", (TYPED / "typed.js").as_uri())


def marked(path: Path, text: str) -> tuple[int, int]:
    """Return line and column, from 0, of a text in a file."""
    for number, line in enumerate(path.read_text().splitlines()):
        if text in line:
            return number, line.index(text)
    raise AssertionError(text)


@pytest.mark.parametrize("text", ["return value;", 'console.log("area"', "process.exitCode ="])
def test_a_place_leads_to_what_was_written_and_back(text: str) -> None:
    made, written = marked(TYPED / "typed.js", text), marked(TYPED / "typed.ts", text)
    found = compiled().original(*made)
    assert found == (0, *written)
    assert compiled().sources == [str(TYPED / "typed.ts")]
    assert compiled().generated(0, written[0]) == [made]


def test_a_line_without_code_leads_to_the_next_with_some() -> None:
    comment = marked(TYPED / "typed.ts", "interface Options")
    below = marked(TYPED / "typed.ts", "function report")
    assert compiled().generated(0, comment[0]) == compiled().generated(0, below[0])


def test_a_line_after_all_code_leads_nowhere() -> None:
    assert compiled().generated(0, 9999) == []
    assert compiled().generated(7, 1) == []


@pytest.mark.parametrize(
    "url",
    ["missing.map", "https://example.org/a.map", "data:application/json;base64,!!!!",
     "data:application/json,[1,2]", 'data:application/json,{"sections":[{}]}'],
)  # fmt: skip
def test_what_is_no_map_is_told(url: str) -> None:
    with pytest.raises(NoMap):
        sourcemap.load(url, "file:///tmp/a.js")


def test_mappings_that_make_no_sense_are_told_when_they_are_needed() -> None:
    text = json.dumps({"version": 3, "sources": ["a.ts"], "mappings": "A*A"})
    broken = sourcemap.load(f"data:application/json,{text}", "file:///tmp/a.js")
    with pytest.raises(NoMap):
        broken.original(0, 0)


def test_roots_and_contents_are_kept() -> None:
    told = {"sources": ["a.ts", None], "sourceRoot": "../src", "sourcesContent": ["text"],
            "mappings": "AAAA"}  # fmt: skip
    made = sourcemap.load(f"data:application/json,{json.dumps(told)}", "file:///p/dist/a.js")
    assert made.sources[0] == "/p/src/a.ts"
    assert (made.content(0), made.content(1)) == ("text", None)


def test_only_files_have_paths() -> None:
    assert [path_of(url) for url in ("node:fs", "", "http://a/b.js", "wasm://x")] == [""] * 4
