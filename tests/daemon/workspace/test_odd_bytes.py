"""Odd bytes and odd words of an edit, through the command line."""

from __future__ import annotations

import os
import re

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nold\r\nb\r\n", b"a\r\nnew\r\nmore\r\nb\r\n"),
        (b"\xef\xbb\xbfold\n", b"\xef\xbb\xbfnew\nmore\n"),
        ("old\n".encode("utf-16"), "new\nmore\n".encode("utf-16")),
        (b"old\nno newline at the end", b"new\nmore\nno newline at the end"),
        (b"caf\xe9 \xff\nold\n", b"caf\xe9 \xff\nnew\nmore\n"),
        (b"a\0b\nold\n", b"a\0b\nnew\nmore\n"),
        (b"a\r\nold\nb\r\n", b"a\r\nnew\nmore\nb\r\n"),
        (b"a\nold\r\nb\n", b"a\nnew\r\nmore\r\nb\n"),
    ],
    ids=["crlf", "mark", "utf-16", "no newline", "latin-1", "NUL", "mixed lf", "mixed crlf"],
)
def test_line_ends_mark_encoding_and_other_bytes_stay(
    shop: Home, before: bytes, after: bytes
) -> None:
    path = put(shop, "f", before)
    answered(edit(shop, "f", "old", "new\nmore"))
    assert path.read_bytes() == after


def test_a_block_quoted_with_line_feeds_is_found_in_a_crlf_file(shop: Home) -> None:
    path = put(shop, "f", b"  a\r\n  b\r\nc\r\n")
    assert asked(shop, "edit", "f", "--old", "a\nb", "--new", "  x\n  y")["files"][0]["edits"] == [
        {"strategy": "line-trimmed", "count": 1, "note": ""}
    ]
    assert path.read_bytes() == b"  x\r\n  y\r\nc\r\n"


def test_mode_and_permissions_stay(shop: Home) -> None:
    path = put(shop, "run.sh", "old\n")
    path.chmod(0o751)
    answered(edit(shop, "run.sh", "old", "new"))
    assert path.stat().st_mode & 0o7777 == 0o751
    path.chmod(0o444)
    refused(edit(shop, "run.sh", "new", "old"), "read-only-file", 5)
    assert path.read_text() == "new\n"
    assert sorted(os.listdir(shop.work)) == [".git", "run.sh"]


def test_text_in_another_unicode_form_is_not_found_but_told(shop: Home) -> None:
    put(shop, "f", "caf\u00e9\n")
    told = refused(edit(shop, "f", "cafe\u0301", "x"), "no-match", 4)
    assert "Unicode form NFC" in told


@pytest.mark.parametrize("old", ["", " \n", "\t"])
def test_a_blank_old_text_is_refused(shop: Home, old: str) -> None:
    path = put(shop, "f", "a b\n")
    refused(edit(shop, "f", old, "x", "--all"), "blank-text", 2)
    assert path.read_text() == "a b\n"


def test_a_dollar_is_a_dollar(shop: Home) -> None:
    path = put(shop, "f", "x x\n")
    answered(edit(shop, "f", "x", "$& $1 $$ \\1", "--all"))
    assert path.read_text() == "$& $1 $$ \\1 $& $1 $$ \\1\n"


def test_an_old_text_longer_than_the_file_is_not_found(shop: Home) -> None:
    put(shop, "f", "a\n")
    refused(edit(shop, "f", "a\nb\nc\nd\ne", "x"), "no-match", 4)


def test_only_the_part_that_matched_is_replaced(shop: Home) -> None:
    path = put(shop, "f", "x = foo(  a,   b )  # kept\n")
    answered(edit(shop, "f", "foo( a, b )", "bar()"))
    assert path.read_text() == "x = bar()  # kept\n"


def test_several_places_are_named_and_nothing_is_written(shop: Home) -> None:
    path = put(shop, "f", "a\nx\nb\nx\n")
    told = refused(edit(shop, "f", "x", "y"), "several-matches", 2)
    assert "2 times" in told
    assert re.search(r"\n +2\| x\n +4\| x\n", told)
    assert path.read_text() == "a\nx\nb\nx\n"


def test_the_nearest_place_is_shown(shop: Home) -> None:
    put(shop, "f", "first\nreturn compute(value)\nlast\n")
    told = refused(edit(shop, "f", "return compute(valeu, x)", "y"), "no-match", 4)
    assert "nearest is line 2" in told
    assert "    2| return compute(value)" in told


def test_a_block_told_by_its_ends_alone_says_so_and_shows_what_went(shop: Home) -> None:
    path = put(shop, "f", "def f():\n    unrelated()\n    return 1\n")
    told = answered(edit(shop, "f", "def f():\n    quoted()\n    return 1", "pass"))
    assert "changed 1 place (block-anchor)" in told
    assert "only its first and last line were compared closely: see the diff" in told
    assert "-    unrelated()\n" in told
    assert path.read_text() == "pass\n"
