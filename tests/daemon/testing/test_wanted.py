"""Words of a command line as patterns, and the verb itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from daebug.daemon import parse
from daebug.daemon.commands import test as verb
from daebug.daemon.testing import wanted
from daebug.daemon.testing.wanted import AUTO
from daebug.protocol.errors.usage import BadUsage
from tests.daemon.people import Peep, caller


def patterns(words: list[str], root: Path, cwd: Path) -> list[str]:
    return wanted.patterns(words, str(root), str(cwd), command="daebug test")


def test_words_are_meant_from_where_they_are_typed(tmp_path: Path) -> None:
    inner = tmp_path / "src" / "[id]"
    inner.mkdir(parents=True)
    (inner / "a(1).test.js").touch()
    assert patterns(["*.js", "src/**/x.js"], tmp_path, tmp_path) == ["*.js", "src/**/x.js"]
    assert patterns(["*.js", "../*.js"], tmp_path, tmp_path / "src") == ["src/*.js", "*.js"]
    assert patterns([str(tmp_path / "b.js")], tmp_path, inner) == ["b.js"]
    assert patterns(["src/[id]/a(1).test.js"], tmp_path, tmp_path) == [r"src/\[id\]/a\(1\).test.js"]
    assert patterns(["src/[id]", "."], tmp_path, tmp_path) == [
        r"src/\[id\]/**/*.{js,cjs,mjs}",
        "**/*.{js,cjs,mjs}",
    ]


def test_a_word_that_leads_out_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="is outside of"):
        patterns(["../other/*.js"], tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("line", "globs", "pages"),
    [
        ("test", [], 1),
        ("test a b", ["a", "b"], 1),
        ("test --parallel", [], AUTO),
        ("test --parallel 3 a", ["a"], 3),
        ("test --parallel=3", [], 3),
        ("test --parallel a b", ["a", "b"], AUTO),
        ("test a --parallel", ["a"], AUTO),
        ("--test", [], 1),
        ("--test a", ["a"], 1),
        ("--test=a --json", ["a"], 1),
        ("--root . --test a --parallel 2", ["a"], 2),
        ("--page zen --test", [], 1),
    ],
)
def test_lines_that_mean_a_run(line: str, globs: list[str], pages: int) -> None:
    parsed = parse.read(line.split())
    assert parsed.verb == "test"
    request = parsed.request
    assert isinstance(request, verb.Request)
    assert (request.globs, request.parallel) == (globs, pages)


def test_the_word_belongs_to_a_verb_that_stands_before_it() -> None:
    parsed = parse.read(["start", "prog", "--", "--test"])
    assert parsed.verb == "start"


@pytest.mark.parametrize(
    "line", ["test --parallel 0", "test --parallel 999", "test --timeout x", "test --nothing"]
)
def test_lines_that_mean_none(line: str) -> None:
    with pytest.raises(BadUsage):
        parse.read(line.split())


@pytest.mark.parametrize(
    "request_", [verb.Request(timeout=0.0), verb.Request(page="zen", parallel=2)]
)
def test_requests_that_can_not_be_run(request_: verb.Request, tmp_path: Path) -> None:
    with pytest.raises(BadUsage):
        asyncio.run(verb.run(request_, Peep(caller=caller(tmp_path))))
