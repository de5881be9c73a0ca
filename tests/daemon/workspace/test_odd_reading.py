"""Odd files that are read and listed, through the command line."""

from __future__ import annotations

import base64
import os

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


def test_a_long_line_is_cut_between_two_characters(shop: Home) -> None:
    put(shop, "f", "x" * 1999 + "\u00e9\u00e9\U0001f600" * 3000 + "\nshort\n")
    told = answered(shop("read", "f"))
    first = told.splitlines()[0]
    assert first == "00001| " + "x" * 1999 + "\u00e9..."
    assert "00002| short\n(1 line cut" in told


def test_reading_goes_on_where_it_ended(shop: Home) -> None:
    put(shop, "f", "".join(f"{n}\n" for n in range(1, 6)))
    assert answered(shop("read", "f", "--offset", "1", "--limit", "2")) == (
        "00002| 2\n00003| 3\n(line 3 of 5 lines; go on: daebug read f --offset 3)\n"
    )
    assert answered(shop("read", "f", "--offset", "3")).endswith("5\n(end of file, 5 lines)\n")
    assert answered(shop("read", "f", "--offset", "9")) == "(the file has 5 lines)\n"


def test_a_file_over_50_kb_ends_early_and_says_so(shop: Home) -> None:
    put(shop, "f", "0123456789\n" * 10_000)
    told = asked(shop, "read", "f", "--limit", "9000")
    assert sum(len(line) + 1 for line in told["lines"]) <= 51_200
    assert (told["more"], told["total"]) == (True, 10_000)


def test_a_binary_file_is_refused_and_a_picture_is_base64(shop: Home) -> None:
    put(shop, "b", b"\x7fELF\x02\x01\x01\0\0\0")
    assert "NUL at byte 7" in refused(shop("read", "b"), "binary-file", 2)
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    put(shop, "p.dat", picture)
    told = asked(shop, "read", "p.dat")
    assert (told["mime"], base64.b64decode(told["base64"])) == ("image/png", picture)


def test_bytes_that_are_no_text_cross_as_they_are_or_as_a_mark_in_json(shop: Home) -> None:
    put(shop, "f", b"caf\xe9\n")
    assert answered(shop("read", "f")).startswith("00001| caf\udce9\n")
    assert asked(shop, "read", "f")["lines"] == ["caf\ufffd"]
    told = asked(shop, "edit", "f", "--old", "caf", "--new", "CAF")
    assert "+CAF\ufffd\n" in told["files"][0]["diff"]
    assert (shop.work / "f").read_bytes() == b"CAF\xe9\n"


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing"])
def test_what_is_no_file_is_told(shop: Home, kind: str) -> None:
    path = shop.work / "thing"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    code, status = ("no-such-file", 4) if kind == "missing" else ("not-a-file", 2)
    refused(shop("read", "thing"), code, status)
    refused(edit(shop, "thing", "a", "b"), code, status)


def test_a_file_of_a_gigabyte_is_read_in_part_and_not_edited(shop: Home) -> None:
    path = put(shop, "big", "first\nsecond\n" + "\n" * 5000)
    os.truncate(path, 1 << 30)  # the rest is a hole: one line without an end
    told = answered(shop("read", "big", "--limit", "2"))
    assert told.startswith("00001| first\n00002| second\n(line 2 and there are more lines")
    refused(edit(shop, "big", "first", "x"), "file-too-large", 2)


def test_ls_stops_at_its_limit(shop: Home) -> None:
    for n in range(120):
        put(shop, f"d/{n:03}", "")
    put(shop, "node_modules/x", "")
    put(shop, "top", "")
    told = answered(shop("ls"))
    assert told.splitlines()[0] == "./"
    assert "node_modules/  (left out)" in told
    assert "  top\n" in told
    assert told.endswith("(the first 100 files; more with --limit)\n")
    assert asked(shop, "ls", "--limit", "200")["more"] is False
    refused(shop("ls", "top"), "not-a-folder", 2)
    assert answered(shop("locks")) == "no file is held\n"
