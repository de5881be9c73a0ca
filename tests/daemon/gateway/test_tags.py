"""The tokenizer of heads."""

from __future__ import annotations

import pytest

from daebug.daemon.gateway import tags


def names(text: str) -> list[str]:
    return [("/" if tag.closing else "") + tag.name for tag in tags.tags(text)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<!DOCTYPE html><HTML><hEAd>", ["!doctype", "html", "head"]),
        ("<!-- <head> --><p>", ["p"]),
        ("<!--><p>--><b>", ["p", "b"]),
        ("<!---><p>", ["p"]),
        ("<!-- --!><p>", ["p"]),
        ("<!-- never closed <p>", []),
        ("<script>'<p></p>'</script><b>", ["script", "/script", "b"]),
        ("<script><!-- <script> </script> --></script><b>", ["script", "/script", "b"]),
        ("<script><!-- </script><b>", ["script", "/script", "b"]),
        ("<SCRIPT></ScRiPt ><b>", ["script", "/script", "b"]),
        ("<script>never closed <b>", ["script"]),
        ("<title></head></title></head>", ["title", "/title", "/head"]),
        ("<style>a>b{}</style>", ["style", "/style"]),
        ("a < b <p", []),
        ("<a b='>'><c>", ["a", "c"]),
        ('<a b=">"><c>', ["a", "c"]),
        ("<a b=x>y><c>", ["a", "c"]),
        ("<a/><b / ><c b = 'd'/>", ["a", "b", "c"]),
        ("<a b= ><c>", ["a", "c"]),
        ("<a = b><c>", ["a", "c"]),
        ("<a b='never closed><c>", []),
        ("<?php echo '>' ?><p>", ["p"]),
        ("</p></>", ["/p"]),
        ("<<p>", ["p"]),
    ],
)
def test_tags_are_seen_as_a_browser_sees_them(text: str, seen: list[str]) -> None:
    assert names(text) == seen


def test_attributes_have_values_and_places() -> None:
    text = "<meta A='1 &amp; 2' b=\"x\" c=y d a=again>"
    (tag,) = tags.tags(text)
    assert tag.attributes == {"a": "1 & 2", "b": "x", "c": "y", "d": ""}
    assert [text[slice(*tag.spans[name])] for name in "abc"] == ["'1 &amp; 2'", '"x"', "y"]
    assert tag.spans["d"] == (-1, -1)


@pytest.mark.parametrize(
    "text",
    [
        "<" * 60_000,
        "<a " * 20_000,
        "<!--" * 15_000,
        "<script" * 9_000,
        "<a " + "b " * 30_000,
        "<a b" + " " * 60_000 + "c",
        "<script><!--" + "<script" * 8_000,
        "<p>" * 20_000,
        "=" * 60_000,
        "<a " + "=" * 60_000,
        "<a b=" + "'" * 60_000,
    ],
)
def test_odd_text_of_the_longest_kind_is_read_at_once(text: str) -> None:
    import time

    before = time.perf_counter()
    for _ in tags.tags(text):
        pass
    assert time.perf_counter() - before < 1


def test_every_cut_of_a_head_is_read_without_a_fault() -> None:
    text = "<!doctype html><!-- a --><head a='b'><script>x</script><meta c=\"d\"></head>"
    for end in range(len(text)):
        for tag in tags.tags(text[:end]):
            assert 0 <= tag.start < tag.end <= end
