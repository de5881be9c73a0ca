"""Patches: how they are read, and where their hunks go."""

from __future__ import annotations

import pytest

from daebug.daemon.workspace import hunks, patch_text, text
from daebug.daemon.workspace.hunks import Misfit

FILE = "".join(f"line {n}\n" for n in range(1, 21))


def patched(file: str, body: str) -> hunks.Patched:
    """Return ``file`` with the hunks of ``body``."""
    (one,) = patch_text.read(f"--- a/f\n+++ b/f\n{body}")
    return hunks.patched(text.read(file.encode()), one.hunks)


def test_a_hunk_whose_number_is_off_is_found_and_told() -> None:
    found = patched(FILE, "@@ -3,2 +3,2 @@\n line 10\n-line 11\n+eleven\n")
    assert found.text == FILE.replace("line 11\n", "eleven\n")
    assert found.notes == ["hunk 1: at line 10, not 3"]


def test_of_several_places_the_number_decides() -> None:
    found = patched("x\ny\nx\ny\nx\ny\n", "@@ -4 +4 @@\n-y\n+z\n")
    assert found.text == "x\ny\nx\nz\nx\ny\n"


def test_of_several_places_without_a_right_number_none_is_taken() -> None:
    with pytest.raises(Misfit, match="several places: lines 2, 4, 6"):
        patched("x\ny\nx\ny\nx\ny\n", "@@ -9 +9 @@\n-y\n+z\n")


def test_lines_of_context_stay_as_the_file_has_them() -> None:
    found = patched("\ta  \n\tb\n\tc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+\tB\n c\n")
    assert found.text == "\ta  \n\tB\n\tc\n"
    assert found.notes == ["hunk 1: indentation differs"]


def test_counts_that_are_wrong_are_taken_for_hints() -> None:
    found = patched(FILE, "@@ -1,9 +1,2 @@\n line 1\n-line 2\n+two\n")
    assert found.text == FILE.replace("line 2\n", "two\n", 1)


def test_a_removed_line_that_looks_like_a_header_is_a_line() -> None:
    found = patched("a\n-- b\nc\n", "@@ -1,3 +1,2 @@\n a\n--- b\n c\n")
    assert found.text == "a\nc\n"


@pytest.mark.parametrize(
    ("file", "body", "after"),
    [
        ("a\nb", "@@ -2 +2 @@\n-b\n\\ No newline at end of file\n+c\n", "a\nc\n"),
        ("a\nb\n", "@@ -2 +2 @@\n-b\n+c\n\\ No newline at end of file\n", "a\nc"),
        ("a\nb", "@@ -1 +1 @@\n-a\n+c\n", "c\nb"),
        ("a\nb", "@@ -2 +2 @@\n-b\n+c\n", "a\nc"),
        ("a\r\nb\r\n", "@@ -1,2 +1,3 @@\n a\n+x\n b\n", "a\nx\nb\n"),
        ("", "@@ -0,0 +1 @@\n+a\n", "a\n"),
        ("a\n", "@@ -1 +0,0 @@\n-a\n", ""),
        ("a\nb\n", "@@ -1,0 +2 @@\n+x\n", "a\nx\nb\n"),
    ],
)
def test_ends_of_lines_and_files(file: str, body: str, after: str) -> None:
    assert patched(file, body).text == after


def test_lines_that_are_put_into_a_mixed_file_end_like_their_neighbour() -> None:
    found = patched("a\r\nb\nc\n", "@@ -1,2 +1,3 @@\n a\n+x\n b\n")
    assert found.text == "a\r\nx\nb\nc\n"
    found = patched("a\r\nb\nc\n", "@@ -1 +1,2 @@\n+x\n a\n")
    assert found.text == "x\r\na\r\nb\nc\n"


def test_what_git_says_of_a_file_is_understood() -> None:
    (moved, made, gone) = patch_text.read(
        "diff --git a/old name b/new name\nsimilarity index 90%\nrename from old name\n"
        "rename to new name\n--- a/old name\t\n+++ b/new name\t\n@@ -1 +1 @@\n-a\n+b\n"
        "diff --git a/t b/t\nnew file mode 100755\nindex 000..123\n--- /dev/null\n+++ b/t\n"
        "@@ -0,0 +1 @@\n+x\n"
        "diff --git a/g b/g\ndeleted file mode 100644\n--- a/g\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )
    assert (moved.path, moved.move, moved.action) == ("old name", "new name", "update")
    assert (made.path, made.action, made.mode) == ("t", "add", 0o755)
    assert (gone.path, gone.action) == ("g", "delete")


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("@@ b\n-x\n+y\n", "a\nx\nb\ny\n"),
        ("@@\n-x\n+y\n*** End of File\n", "a\nx\nb\ny\n"),
        ("@@\n a\n-x\n+y\n", "a\ny\nb\nx\n"),
        ("@@\n+end\n", "a\nx\nb\nx\nend\n"),
    ],
)
def test_a_hunk_of_an_agent_goes_below_the_line_it_names(body: str, after: str) -> None:
    patch = f"*** Begin Patch\n*** Update File: f\n{body}*** End Patch"
    (one,) = patch_text.read(patch)
    assert hunks.patched(text.Text("a\nx\nb\nx\n"), one.hunks).text == after


def test_a_hunk_of_an_agent_that_fits_twice_is_refused() -> None:
    (one,) = patch_text.read("*** Begin Patch\n*** Update File: f\n@@\n-x\n+y\n*** End Patch")
    with pytest.raises(Misfit, match="several places"):
        hunks.patched(text.Text("a\nx\nb\nx\n"), one.hunks)
