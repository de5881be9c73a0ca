"""Several edits, and patches, through the command line: all or nothing."""

from __future__ import annotations

import json

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


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
