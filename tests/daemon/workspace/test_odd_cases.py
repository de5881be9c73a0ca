"""Odd files, odd paths and odd words, through the command line."""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.expect import Done, answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Yield a daemon for all cases: starting one is most of the time of a case."""
    folder = Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp"))
    isolated = Home(folder, tmp_path_factory.mktemp("work"))
    yield isolated
    isolated.close()


@pytest.fixture
def shop(one_home: Home, tmp_path: Path) -> Home:
    """Return the daemon, its commands typed in a project of their own."""
    (tmp_path / ".git").mkdir()
    one_home.work = tmp_path
    return one_home


def put(shop: Home, name: str, data: bytes | str) -> Path:
    """Make a file of the project."""
    path = shop.work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def edit(shop: Home, name: str | Path, old: str, new: str, *options: str) -> Done:
    """Edit a file."""
    return shop("edit", name, "--old", old, "--new", new, *options)


def asked(shop: Home, *words: str | Path, text: str | bytes | None = None) -> dict[str, Any]:
    """Return what a command answers, as data."""
    found: dict[str, Any] = json.loads(answered(shop(*words, "--json", input=text)))
    return found


# Paths


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "a/../../outside.txt"])
def test_a_path_out_of_the_project_is_refused(shop: Home, name: str) -> None:
    put(shop, "a/x", "")
    refused(shop("read", name), "outside-project", 2)
    refused(edit(shop, name, "a", "b"), "outside-project", 2)
    refused(shop("write", name, input="x"), "outside-project", 2)


def test_a_folder_that_only_starts_like_the_project_is_outside(shop: Home) -> None:
    other = shop.work.parent / f"{shop.work.name}-other"
    other.mkdir()
    (other / "x").write_text("secret\n")
    refused(shop("read", f"../{other.name}/x"), "outside-project", 2)
    assert "secret" in answered(shop("read", "--allow-outside", f"../{other.name}/x"))


def test_what_the_settings_allow_is_allowed(shop: Home, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other").resolve()
    put(shop, "here", "x")
    (other / "x").write_text("y\n")
    answered(shop("config", "set", "workspace.allow_outside", json.dumps([str(other)])))
    try:
        assert "y" in answered(shop("read", other / "x"))
        answered(edit(shop, other / "x", "y", "z"))
    finally:
        answered(shop("config", "unset", "workspace.allow_outside"))
    refused(shop("read", other / "x"), "outside-project", 2)


def test_a_link_out_of_the_project_is_never_written_through(
    shop: Home, tmp_path_factory: Any
) -> None:
    target = tmp_path_factory.mktemp("target")
    (target / "file").write_text("old\n")
    (shop.work / "folder").symlink_to(target)
    (shop.work / "link").symlink_to(target / "file")
    for name in ("folder/file", "link"):
        refused(shop("read", name), "outside-project", 2)
        refused(edit(shop, name, "old", "new"), "link-leads-out", 2)
        refused(edit(shop, name, "old", "new", "--allow-outside"), "link-leads-out", 2)
        refused(shop("write", name, "--force", "--allow-outside", input="x"), "link-leads-out", 2)
    assert "old" in answered(shop("read", "link", "--allow-outside"))
    assert (target / "file").read_text() == "old\n"


def test_a_link_within_the_project_stays_a_link(shop: Home) -> None:
    path = put(shop, "real", "old\n")
    (shop.work / "link").symlink_to("real")
    answered(edit(shop, "link", "old", "new"))
    assert path.read_text() == "new\n"
    assert (shop.work / "link").is_symlink()


def test_links_in_a_circle_are_told(shop: Home) -> None:
    (shop.work / "one").symlink_to("two")
    (shop.work / "two").symlink_to("one")
    refused(shop("read", "one"), "cant-read", 7)
    (shop.work / "sub").mkdir()
    (shop.work / "sub" / "loop").symlink_to("..")
    assert "loop -> .." in answered(shop("ls"))


# Bytes


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


# Several edits, and patches


def test_several_edits_are_all_done_or_none(shop: Home) -> None:
    one, two = put(shop, "one", "a\nb\n"), put(shop, "two", "c\n")
    edits = [
        {"old": "a", "new": "A"},
        {"old": "A\nb", "new": "AB"},
        {"file": "two", "old": "c", "new": "C"},
    ]
    call = json.dumps({"file": "one", "edits": edits})
    assert [file["file"] for file in asked(shop, "edit", text=call)["files"]] == ["one", "two"]
    assert (one.read_text(), two.read_text()) == ("AB\n", "C\n")
    wrong = json.dumps(
        {"file": "one", "edits": [{"old": "AB", "new": "x"}, {"old": "q", "new": ""}]}
    )
    assert "(edit 2)" in refused(shop("edit", input=wrong), "no-match", 4)
    assert one.read_text() == "AB\n"


@pytest.mark.parametrize(
    "call",
    [
        "",
        "{",
        "[]",
        '{"old": "a"}',
        '{"file": "f"}',
        '{"edits": [{"old": "a", "new": "b"}]}',
        '{"x": 1}',
    ],
)
def test_standard_input_that_is_no_edit_is_refused(shop: Home, call: str) -> None:
    put(shop, "f", "a\n")
    refused(shop("edit", input=call), "bad-usage", 2)


def test_a_dry_run_writes_nothing_and_tells_the_diff(shop: Home) -> None:
    path = put(shop, "f", "a\nb\n")
    told = answered(edit(shop, "f", "b", "c", "--dry-run"))
    assert "@@ -1,2 +1,2 @@\n a\n-b\n+c\n" in told
    assert path.read_text() == "a\nb\n"


def test_the_diff_of_an_edit_is_a_patch_that_undoes_nothing_else(shop: Home) -> None:
    before = "".join(f"line {n}\n" for n in range(100))
    path = put(shop, "f", before)
    diff = asked(shop, "edit", "f", "--old", "line 50", "--new", "x\ny")["files"][0]["diff"]
    after = path.read_text()
    put(shop, "f", before)
    answered(shop("read", "f"))
    answered(shop("patch", input=diff))
    assert path.read_text() == after


def test_a_patch_is_applied_to_all_files_or_to_none(shop: Home) -> None:
    one, two = put(shop, "one", "a\nb\nc\n"), put(shop, "two", "x\n")
    good = "--- a/one\n+++ b/one\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    bad = "--- a/two\n+++ b/two\n@@ -1 +1 @@\n-nothing\n+y\n"
    told = refused(shop("patch", input=good + bad), "patch-mismatch", 4)
    assert "two: hunk 1 fits nowhere" in told
    assert (one.read_text(), two.read_text()) == ("a\nb\nc\n", "x\n")
    new = "--- /dev/null\n+++ b/sub/new\n@@ -0,0 +1 @@\n+n\n"
    gone = "--- a/two\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    answered(shop("patch", input=good + new + gone))
    assert (one.read_text(), (shop.work / "sub/new").read_text()) == ("a\nB\nc\n", "n\n")
    assert not two.exists()


def test_a_patch_as_agents_write_it_is_applied(shop: Home) -> None:
    one = put(shop, "one.py", "def f():\n    return 1\n\ndef g():\n    return 1\n")
    put(shop, "gone.py", "x\n")
    patch = (
        "*** Begin Patch\n*** Update File: one.py\n*** Move to: two.py\n@@ def g():\n"
        "-    return 1\n+    return 2\n*** Add File: new.py\n+a\n+b\n*** Delete File: gone.py\n"
        "*** End Patch\n"
    )
    answered(shop("patch", input=patch))
    assert not one.exists()
    assert (shop.work / "two.py").read_text().endswith("def g():\n    return 2\n")
    assert (shop.work / "new.py").read_text() == "a\nb\n"
    assert not (shop.work / "gone.py").exists()


@pytest.mark.parametrize(
    "patch",
    [
        "",
        "hello\n",
        "*** Begin Patch\n*** Update File: f\n@@\n-a\n",
        "*** Begin Patch\n*** Frobnicate File: f\n*** End Patch\n",
        "--- a/f\n+++ b/f\n@@ nonsense @@\n-a\n",
        "diff --git a/f b/f\nnew file mode 120000\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+/etc\n",
        "diff --git a/f b/f\nGIT binary patch\nliteral 3\n",
    ],
)
def test_a_patch_that_can_not_be_read_is_refused(shop: Home, patch: str) -> None:
    put(shop, "f", "a\n")
    refused(shop("patch", input=patch), "bad-patch", 2)


def test_a_hunk_that_fits_at_two_places_is_refused(shop: Home) -> None:
    put(shop, "f", "x\nb\nx\nb\n")
    patch = "--- a/f\n+++ b/f\n@@ -9,1 +9,1 @@\n-b\n+c\n"
    told = refused(shop("patch", input=patch), "patch-mismatch", 4)
    assert "several places: lines 2, 4" in told


def test_a_patch_leads_out_of_the_project_no_more_than_an_edit(shop: Home) -> None:
    patch = "--- /dev/null\n+++ b/../out\n@@ -0,0 +1 @@\n+x\n"
    refused(shop("patch", input=patch), "outside-project", 2)


# Who has seen what


def test_a_file_that_changed_since_it_was_read_is_refused(shop: Home) -> None:
    path = put(shop, "f", "a\nb\n")
    answered(shop("read", "f"))
    status = path.stat()
    path.write_text("a\nc\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # the time alone would not tell
    refused(edit(shop, "f", "a", "x"), "file-changed", 5)
    refused(shop("write", "f", input="x"), "file-changed", 5)
    assert path.read_text() == "a\nc\n"
    answered(shop("read", "f"))
    answered(edit(shop, "f", "a", "x"))
    answered(edit(shop, "f", "x", "y"))


def test_what_one_agent_writes_another_has_not_seen(shop: Home) -> None:
    put(shop, "f", "a\n")
    answered(shop("read", "f", "--agent", "ann"))
    answered(shop("read", "f", env={"DAEBUG_AGENT": "bob"}))
    answered(edit(shop, "f", "a", "b", "--agent", "ann"))
    told = refused(edit(shop, "f", "b", "c", "--agent", "bob"), "file-changed", 5)
    assert "since bob read it" in told
    answered(edit(shop, "f", "b", "c", "--agent", "ann"))


def test_a_file_that_was_not_read_is_not_replaced(shop: Home) -> None:
    path = put(shop, "f", "a\n")
    refused(shop("write", "f", input="x"), "not-read", 5)
    assert path.read_text() == "a\n"
    answered(shop("write", "f", "--force", input="x"))
    assert path.read_text() == "x"
    found = asked(shop, "read", "f")["hash"]
    put(shop, "f", "else\n")
    refused(shop("write", "f", "--expect", found, input="y"), "file-changed", 5)
    now = asked(shop, "read", "f")["hash"]
    answered(shop("write", "f", "--expect", now, input="y"))


def test_a_new_file_is_made_with_its_folders_byte_for_byte(shop: Home) -> None:
    data = "a\0b\r\n\u00e9 no end"
    told = answered(shop("write", "one/two/f", input=data))
    assert told == "one/two/f: made, 2 lines, 14 bytes\n"
    assert (shop.work / "one/two/f").read_bytes() == data.encode()


# Reading


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
