"""Which place an edit means: one case for each strategy, and the rules of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daebug.daemon.workspace import diffing, haystack, hunks, patch_text, replacing, text
from daebug.daemon.workspace.replacing import Found, Nowhere, Several
from daebug.daemon.workspace.strategies import STRATEGIES

#: The start of a block with many blank lines.
OPEN = "{" + "\n" * 7

#: Strategy, file, old text, what is replaced.
CASES = [
    ("exact", "one two three", "two", "two"),
    ("line-trimmed", "a\n   if x:\n\t\ty()  \nb", "if x:\ny()", "   if x:\n\t\ty()  "),
    ("line-trimmed", "  a\r\n  b\r\nc", "a\nb", "  a\r\n  b\r"),
    ("line-trimmed", "  a\n  b\nc", "a\nb\n", "  a\n  b"),
    ("block-anchor", "{\nanything\n}\n", "{\nold\n}", "{\nanything\n}"),
    (
        "block-anchor",
        "{\nzzzz\n}\n{\nnearly this\n}\n",
        "{\nnearly thus\n}",
        "{\nnearly this\n}",
    ),
    ("whitespace-normalized", "x = foo(  a,   b ) # c", "foo( a, b )", "foo(  a,   b )"),
    ("whitespace-normalized", "a  b\tc", " a b c", "a  b\tc"),
    ("whitespace-normalized", "p  q\nr\n", "p\nq r", "p  q\nr"),
    ("escape-normalized", 'say "hi"', r"say \"hi\"", 'say "hi"'),
    ("escape-normalized", "one\ntwo", r"one\ntwo", "one\ntwo"),
    ("escape-normalized", 'x = \\"y\\"\nz', 'x = "y"', 'x = \\"y\\"'),
    ("trimmed-boundary", "f(a\nb) + 1", " a\nb ", "a\nb"),
    # Blank lines tell nothing about likeness, so of two blocks neither is like enough.
    ("context-aware", f"{OPEN}X\nQ\n}}\n{{\n1\n}}\n", f"{OPEN}X\nY\n}}", f"{OPEN}X\nQ\n}}"),
]


@pytest.mark.parametrize(("strategy", "file", "old", "meant"), CASES)
def test_a_strategy_finds_what_is_meant(strategy: str, file: str, old: str, meant: str) -> None:
    found = replacing.find(file, old)
    assert isinstance(found, Found), found
    assert found.strategy == strategy
    assert [file[start:end] for start, end in found.spans] == [meant]


def test_the_nine_are_tried_in_this_order() -> None:
    assert [name for name, _ in STRATEGIES] == [
        "exact",
        "line-trimmed",
        "block-anchor",
        "whitespace-normalized",
        "indentation-flexible",
        "escape-normalized",
        "trimmed-boundary",
        "context-aware",
        "every-occurrence",
    ]


@pytest.mark.parametrize(
    ("file", "old", "places"),
    [("a b a", "a", [0, 4]), ("aaa", "aa", [0, 1]), ("x\nx", "x\n", [0])],
)
def test_a_text_that_is_there_several_times_is_several(
    file: str, old: str, places: list[int]
) -> None:
    found = replacing.find(file, old)
    if len(places) > 1:
        assert isinstance(found, Several)
        assert [start for start, _ in found.spans] == places
    else:
        assert isinstance(found, Found)


def test_a_line_that_is_singled_out_is_told_with_what_was_passed_over() -> None:
    found = replacing.find("  foo\n    foo", "foo")
    assert found == Found("line-trimmed", [(6, 13)], passed=2)


def test_everywhere_takes_the_first_candidate_that_is_there() -> None:
    assert replacing.find("a b a", "a", everywhere=True) == Found("exact", [(0, 1), (4, 5)])


@pytest.mark.parametrize(
    ("file", "old"),
    [("a", "a\nb\nc\nd"), ("", "x"), ("caf\u00e9", "cafe\u0301"), ("a\n", "b"), ("a", "a" * 99)],
)
def test_what_is_not_there_is_nowhere(file: str, old: str) -> None:
    assert replacing.find(file, old) == Nowhere()


@pytest.mark.parametrize("old", ["", " ", "\n\n", "\ufeff", "\u00a0\t"])
def test_blanks_say_no_place(old: str) -> None:
    assert replacing.blank(old)


def test_next_line_is_no_blank() -> None:
    assert not replacing.blank("\x85")
    assert isinstance(replacing.find("\x85a", "a"), Found)
    assert isinstance(replacing.find("\ufeff  a b", " a b "), Found)


def test_likeness_counts_utf_16_units() -> None:
    file = "{\n\U0001f600\U0001f600abcdefg\n}\n{\nxxxxxxxxxxx\n}\n"
    found = replacing.find(file, "{\n\U0001f600\U0001f600abcdefX\n}")
    assert isinstance(found, Found)
    assert file[slice(*found.spans[0])].startswith("{\n\U0001f600")


WORDS = st.sampled_from(["a", "b", "  a", "a  b", "}", "{", "", "x = \\n", "\t", "$&", "é", "\r"])
TEXTS = st.lists(WORDS, max_size=14).map("\n".join)


@settings(max_examples=400, deadline=None)
@given(file=TEXTS, old=TEXTS, new=TEXTS, everywhere=st.booleans())
def test_the_algebra_of_an_edit(file: str, old: str, new: str, *, everywhere: bool) -> None:
    if replacing.blank(old):
        return
    found = replacing.find(file, old, everywhere=everywhere)
    match found:
        case Nowhere():
            assert old not in file
        case Several():
            assert len(found.spans) > 1
            assert not everywhere
        case Found():
            parts = {file[start:end] for start, end in found.spans}
            (part,) = parts
            assert everywhere or file.find(part) == file.rfind(part)
            after = replacing.put(file, found.spans, [new] * len(found.spans))
            # Untouched text stays, and the new text is put in to the letter.
            assert len(after) == len(file) + len(found.spans) * (len(new) - len(part))
            assert after.startswith(file[: found.spans[0][0]] + new)
            assert after.endswith(file[found.spans[-1][1] :])
            assert not everywhere or after == file.replace(part, new)


@settings(max_examples=300, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_applying_a_diff_gives_the_new_text(before: str, after: str) -> None:
    if before == after or not before or not after:
        return
    lines = diffing.unified("f", diffing.difference(before, after))
    (patch,) = patch_text.read("".join(f"{line}\n" for line in lines).replace("\r", "\u240d"))
    like = text.Text(before.replace("\r", "\u240d"))
    assert hunks.patched(like, patch.hunks).text == after.replace("\r", "\u240d")


@settings(max_examples=400, deadline=None)
@given(file=TEXTS, old=TEXTS, everywhere=st.booleans())
def test_what_is_swept_for_is_what_a_look_at_each_place_finds(
    file: str, old: str, *, everywhere: bool
) -> None:
    if replacing.blank(old):
        return
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for few in (0, len(file) + 1):
            patch.setattr(haystack, "FEW", few)
            found.append(replacing.find(file, old, everywhere=everywhere))
    assert found[0] == found[1]
