"""The search where there is no ripgrep; it finds what ripgrep finds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from daebug.daemon.workspace import matches, ripgrep, scanning
from daebug.daemon.workspace.matches import Found
from daebug.daemon.workspace.ripgrep import Wanted
from daebug.protocol.errors.searching import BadPattern, SearchTimedOut
from tests.daemon.workspace.asked import plant

FILES = {
    "a.c": "int main;\n\nint x; int y;\n",
    "b.txt": "no newline at the end: int",
    "crlf": "one\r\nint\r\n",
    "sub/Makefile": "int\n",
}


def lines(found: Found) -> list[tuple[str, int, str]]:
    """Return all lines: file, number, text."""
    told = [(name, *row) for name in sorted(found.files) for row in found.shown(name, 10**6)]
    assert len(told) == found.matches
    return told


def both(folder: Path, wanted: Wanted) -> list[Found]:
    """Return what ripgrep and we find."""
    rg = ripgrep.program("")
    assert rg is not None
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    theirs = asyncio.run(ripgrep.search(rg, wanted, str(folder)))
    return [theirs, scanning.search(wanted, str(folder), names)]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("int"),
        Wanted("^int"),
        Wanted("INT", ignore_case=True),
        Wanted("x; int y", fixed=True),
        Wanted("int$"),
        Wanted("^$"),
        Wanted("int", include=("*.{c,txt}",)),
        Wanted("int", include=("Makefile",)),
        Wanted(r"\bma\w+"),
        Wanted("nothing"),
    ],
)
def test_both_find_the_same(tmp_path: Path, wanted: Wanted) -> None:
    plant(tmp_path, FILES)
    theirs, ours = both(tmp_path, wanted)
    assert lines(ours) == lines(theirs)


def test_binary_files_are_counted_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "bin").write_bytes(b"int\0int\n")
    found = scanning.search(Wanted("int"), str(tmp_path), ["bin", "gone"])
    assert (lines(found), found.binary) == ([], 1)
    assert found.problems == ["gone: No such file or directory"]


def test_a_long_line_is_cut_and_many_lines_end_the_search(tmp_path: Path) -> None:
    (tmp_path / "long").write_text("é" * 5000)
    (_, _, text), *_ = lines(scanning.search(Wanted("é"), str(tmp_path), ["long"]))
    assert text == "é" * ripgrep.LINE_CHARS + " [... omitted end of long line]"
    (tmp_path / "many").write_text("x\n" * (matches.MOST_LINES + 5))
    found = scanning.search(Wanted("x"), str(tmp_path), ["many"])
    assert (len(lines(found)), found.ended) == (matches.MOST_LINES, True)


def test_a_bad_expression_is_refused() -> None:
    with pytest.raises(BadPattern, match="missing"):
        scanning.search(Wanted("("), "/", [])


def test_a_search_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SEARCH_S", -1.0)
    plant(tmp_path, FILES)
    with pytest.raises(SearchTimedOut):
        scanning.search(Wanted("x"), str(tmp_path), ["a.c"])
