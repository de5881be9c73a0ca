"""Patterns of file names."""

from __future__ import annotations

import time

import pytest

from daebug.daemon.gateway import glob


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("**/*.test.js", "a.test.js"),
        ("**/*.test.js", "a/b/c.test.js"),
        ("/a//b", "a/b"),
        ("./a/./b", "a/b"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("a/**", "a/b/c"),
        ("**", "a"),
        ("**", "a/b"),
        ("**/**/x", "x"),
        ("*", "a"),
        ("a*b*c", "aXbYbZc"),
        ("?.js", "a.js"),
        ("[a-c].js", "b.js"),
        ("[!a-c].js", "d.js"),
        ("[]].js", "].js"),
        ("[a].js", "a.js"),
        ("[.js", "[.js"),
        ("{a,b}.{js,mjs}", "b.mjs"),
        ("{a,{b,c}}.js", "c.js"),
        ("{a}.js", "{a}.js"),
        ("*.?(c|m)js", "a.js"),
        ("*.?(c|m)js", "a.mjs"),
        ("@(a|b).js", "b.js"),
        (r"\*.js", "*.js"),
        ("\u0444*", "\u0444\u0444"),
    ],
)
def test_a_path_that_fits(pattern: str, path: str) -> None:
    assert glob.matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.js", "a/b.js"),
        ("a/**", "a"),
        ("a/**/b", "a/b/c"),
        ("**/x", "x/y"),
        ("?", ""),
        ("a?", "a"),
        ("[a-c].js", "d.js"),
        ("[!a-c].js", "b.js"),
        ("*.?(c|m)js", "a.tjs"),
        ("a.js", "A.js"),
        (r"\*.js", "a.js"),
        ("a", "a/b"),
        ("../**", "a"),
    ],
)
def test_a_path_that_does_not_fit(pattern: str, path: str) -> None:
    assert not glob.matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/".join(["**", "a"] * 100), "/".join("a" * 300) + "/b"),
        ("*a" * 200, "a" * 3000 + "b"),
        ("/".join(["**"] * 300) + "/x", "/".join("a" * 1000)),
        ("[" * 900, "[" * 900),
        ("?(" * 300, "a"),
    ],
)
def test_a_pattern_of_the_worst_kind_is_decided_at_once(pattern: str, path: str) -> None:
    before = time.perf_counter()
    glob.matches(pattern, path)
    assert time.perf_counter() - before < 1


@pytest.mark.parametrize("pattern", ["{a,b}" * 20, "{" + "a," * 400 + "}", "a" * 2000])
def test_a_pattern_with_too_many_choices_or_characters_is_refused(pattern: str) -> None:
    with pytest.raises(glob.TooWide):
        glob.matches(pattern, "a")
