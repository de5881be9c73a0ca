"""The fuzzy search: the scores of fuzzysort itself, in Python and compiled.

``fuzzysort.json`` holds what fuzzysort 3.1.0 answers (under Node) to each query
over these names.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace import fuzzy, fuzzysort
from daebug.daemon.workspace.fuzzy import Index
from tests.compiled import library

RECORDED = json.loads(Path(__file__).with_name("fuzzysort.json").read_text(encoding="utf-8"))

SOURCE = Path(fuzzy.__file__).with_name("fuzzysort.c")

TEXT = st.text("abcAB/_. é1日\U0001d4b3", max_size=24)


@pytest.fixture(scope="session")
def compiled(cc: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scoring, compiled from what stands in the tree."""
    made = tmp_path_factory.mktemp("scoring") / "libfuzzysort.so"
    library(cc, SOURCE, made)
    return made


@pytest.fixture(scope="module")
def compiled_library(compiled: Path) -> Iterator[Path]:
    """Use the compiled scoring for all examples of a property."""
    before, fuzzy.LIBRARY = fuzzy.LIBRARY, compiled
    fuzzy.library.cache_clear()
    yield compiled
    fuzzy.LIBRARY = before
    fuzzy.library.cache_clear()


@pytest.fixture
def native(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have indexes use the compiled scoring."""
    monkeypatch.setattr(fuzzy, "LIBRARY", compiled)
    fuzzy.library.cache_clear()
    assert isinstance(fuzzy.library(), ctypes.CDLL)
    yield
    fuzzy.library.cache_clear()


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have indexes use Python, as where there was no compiler."""
    monkeypatch.setattr(fuzzy, "LIBRARY", tmp_path / "none.so")
    fuzzy.library.cache_clear()
    assert fuzzy.library() is None
    yield
    fuzzy.library.cache_clear()


@pytest.fixture(params=["native", "python"])
def either(request: pytest.FixtureRequest) -> Any:
    """Do it once with each."""
    return request.getfixturevalue(request.param)


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(("query", "expected"), RECORDED["results"])
def test_a_query_scores_as_in_fuzzysort(query: str, expected: list[Any]) -> None:
    index = Index(RECORDED["names"])
    best = index.best(fuzzysort.query(query), 100)
    assert [[name, score] for score, name in best] == expected


@pytest.mark.usefixtures("either")
def test_the_best_few_are_the_first_of_all() -> None:
    names = sorted({f"{a}/{b}{c}.ts" for a in ("src", "s") for b in "src" for c in range(40)})
    asked = fuzzysort.query("src")
    every = Index(names).best(asked, len(names))
    for limit in (1, 7, 50):
        assert Index(names).best(asked, limit) == every[:limit]


@pytest.mark.usefixtures("either")
def test_nothing_is_found_in_nothing_and_by_nothing() -> None:
    assert Index([]).best(fuzzysort.query("a"), 10) == []
    assert Index(["a", ""]).best(fuzzysort.query(" "), 10) == []


@pytest.mark.usefixtures("either")
def test_a_name_that_is_far_too_long_is_not_found() -> None:
    far = ["b" * 70_000, "\U0001d4b3b" * 10_000, "b"]
    assert Index(far).best(fuzzysort.query("b"), 10) == [(-0.0, "b")]


@given(names=st.lists(TEXT, max_size=12), text=TEXT)
def test_both_say_the_same(compiled_library: Path, names: list[str], text: str) -> None:
    asked = fuzzysort.query(text)
    scored = [
        (-score, number, name)
        for number, name in enumerate(names)
        if name and asked.whole.codes and (score := fuzzysort.score(asked, name)) is not None
    ]
    expected = [(-down, name) for down, _, name in sorted(scored)]
    index = Index(names)
    assert index._held is not None, compiled_library
    for limit in (3, 50):
        assert index.best(asked, limit) == expected[:limit]
