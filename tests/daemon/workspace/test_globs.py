"""Globs over paths."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace import globs
from daebug.protocol.errors.searching import BadPattern


def matching(glob: str, *paths: str, names: bool = False) -> list[str]:
    """Return those of ``paths`` that ``glob`` lets pass."""
    passes = globs.passes([glob], "/top", verb="glob", names=names)
    assert passes is not None
    return [path for path in paths if passes(path)]


@pytest.mark.parametrize(
    ("glob", "paths"),
    [
        ("*.ts", ["a.ts", "src/a.ts"]),
        ("src/*.ts", ["src/a.ts", "src/deep/b.ts"]),
        ("**/*.ts", ["a.ts", "src/a.ts"]),
        ("src/**/b.ts", ["src/b.ts", "src/x/b.ts"]),
        ("*.{ts,tsx}", ["a.ts", "a.tsx"]),
        ("{src,lib}/{a,b}.c", ["src/a.c", "lib/b.c"]),
        ("a{,b{1,2}}", ["a", "ab1", "ab2"]),
        ("[!a]?.c", ["bb.c"]),
        ("[a-c].c", ["b.c"]),
        ("[]a].c", ["].c", "a.c"]),
        ("\\*", ["*"]),
        ("/top/src/*", ["src/a"]),
        ("a\nb", ["a\nb"]),
    ],
)
def test_a_glob_matches(glob: str, paths: list[str]) -> None:
    assert matching(glob, *paths) == paths


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.ts", "a.tsx"), ("*.ts", "xts"), ("*.ts", "foo.mts"), ("Makefile", "sub/Makefile"),
        ("src/**/b.ts", "srcb.ts"), ("a?", "a"), ("[a]", "b"), ("{a,b}", "{a,b}"), ("*.c", "a.c\n"),
    ],
)  # fmt: skip
def test_a_glob_does_not_match(glob: str, path: str) -> None:
    assert matching(glob, path) == []


def test_a_name_alone_matches_where_that_is_wanted() -> None:
    assert matching("Makefile", "Makefile", "sub/Makefile", names=True) == [
        "Makefile",
        "sub/Makefile",
    ]


def test_one_must_match_and_none_may_that_is_negated() -> None:
    passes = globs.passes(["*.c", "*.h", "!test*"], "/top", verb="files")
    assert passes is not None
    assert [p for p in ("a.c", "b.h", "test.c", "d.py") if passes(p)] == ["a.c", "b.h"]
    only = globs.passes(["!*.c"], "/top", verb="files")
    assert only is not None
    assert [p for p in ("a.c", "b.h") if only(p)] == ["b.h"]
    assert globs.passes([], "/top", verb="files") is None


@pytest.mark.parametrize("glob", ["[a", "{a", "{a,{b}", "a\\", "", "{a,b}" * 11, "[z-a]"])
def test_what_is_no_glob_is_refused(glob: str) -> None:
    with pytest.raises(BadPattern):
        globs.passes([glob], "/top", verb="glob")


@pytest.mark.timeout(5)
def test_many_stars_take_no_longer() -> None:
    assert matching("*a" * 40 + "b", "a" * 5000) == []
    assert matching("**/" * 9 + "x", "a/" * 2000) == []


@given(st.text("ab/.", max_size=8), st.text("ab*?/.", min_size=1, max_size=8))
def test_without_braces_a_glob_is_that_of_a_shell(path: str, glob: str) -> None:
    if "**/" in glob:
        return
    passes = globs.passes([glob], "/nowhere", verb="glob")
    assert passes is not None
    expected = fnmatch.fnmatchcase(path, glob) or fnmatch.fnmatchcase(f"/nowhere/{path}", glob)
    assert passes(path) == expected
