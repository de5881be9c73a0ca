"""Names in headers of diffs: what is written is read, and what git writes too."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace import patch_names, patch_text

#: Paths as the system has them: any bytes but NUL.
PATHS = st.binary(min_size=1, max_size=30).map(lambda data: os.fsdecode(data.replace(b"\0", b"x")))


@given(PATHS | st.sampled_from(["end\u00a0", "end\u3000", "end\x85", "end ", "end\t"]))
def test_a_header_is_one_line_that_names_its_path(path: str) -> None:
    header = patch_names.header(f"a/{path}")
    assert "\n" not in header
    assert patch_names.bare(patch_names.named(header)) == path


@given(PATHS, PATHS)
def test_of_two_quoted_names_the_second_is_found(one: str, other: str) -> None:
    text = f'"{_quoted(one)}" "b/{_quoted(other)}"'
    assert patch_names.second(text) == other


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/f b/f", "f"),
        ("a/two words b/two words", "two words"),
        ("a/x b/y b/x b/y", "x b/y"),
        ('a/x "b/tab\\there"', "tab\there"),
        ('"a/tab\\there" b/x', "x"),
        ("a/old b/new", "new"),
        ("nothing", ""),
    ],
)
def test_the_second_name_of_a_pair(text: str, name: str) -> None:
    assert patch_names.second(text) == name


def test_a_header_with_a_time_or_blanks_at_its_end_names_the_path() -> None:
    time = "2026-01-01 10:00"
    names = f"--- a/two words\t{time}\n+++ b/two words\t{time}\n"
    patch = f"{names}@@ -1 +1 @@\n-a\n+b\n"
    assert patch_text.read(patch)[0].path == "two words"
    assert patch_text.read(patch.replace(f"\t{time}", "  "))[0].path == "two words"


def test_a_header_without_end_takes_no_time() -> None:
    assert patch_names.second("a/x" + " b/x" * 100_000) == ""
    escapes = "\\303" * 100_000
    assert len(os.fsencode(patch_names.named(f'"{escapes}"'))) == 100_000


def _quoted(path: str) -> str:
    """Return ``path`` as git quotes it with core.quotePath."""
    return "".join(f"\\{byte:03o}" for byte in os.fsencode(path))
