"""Lines by what they say: found, expected, found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import anchors
from daebug.daemon.state import BreakpointRecord
from daebug.protocol.errors.programs import LineSays, NoSuchText
from daebug.protocol.orders import Breakpoint

TEXT = "int a = 1;\n  sum  += x;\nint b = 2;\nsum += x;\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "main.c"
    made.write_text(TEXT)
    return made


def test_the_only_line_with_a_text_is_found_however_it_is_spaced(path: Path) -> None:
    assert anchors.find(str(path), "int   b = 2") == 3


def test_of_several_the_nearest_is_meant_and_without_a_line_none(path: Path) -> None:
    assert anchors.find(str(path), "sum += x", near=1) == 2
    assert anchors.find(str(path), "sum += x", near=9) == 4
    with pytest.raises(NoSuchText, match="lines 2, 4"):
        anchors.find(str(path), "sum += x")


def test_a_text_that_is_nowhere_is_told_with_a_line_like_it(path: Path) -> None:
    with pytest.raises(NoSuchText, match="line 2 says: sum  \\+= x"):
        anchors.find(str(path), "sum -= y")
    with pytest.raises(NoSuchText, match="no line is like it"):
        anchors.find(str(path), "zzz")


def test_a_line_that_says_something_else_is_refused(path: Path) -> None:
    anchors.expect(str(path), 2, "sum += x")
    with pytest.raises(LineSays, match="int b = 2"):
        anchors.expect(str(path), 3, "sum += x")
    with pytest.raises(LineSays, match="nothing"):
        anchors.expect(str(path), 99, "sum += x")


def record(path: Path, line: int, text: str) -> BreakpointRecord:
    wanted = Breakpoint(id=1, path=str(path), line=line)
    return BreakpointRecord(wanted=wanted, text=text)


def test_a_breakpoint_follows_its_line(path: Path) -> None:
    moved = record(path, 1, "int b = 2;")
    assert anchors.again(moved) == "breakpoint 1 moved from line 1 to 3, with its text: int b = 2;"
    assert moved.wanted.line == 3
    assert anchors.again(moved) == ""


def test_a_line_that_is_gone_leaves_the_breakpoint_and_is_told(path: Path) -> None:
    stays = record(path, 1, "gone();")
    assert "no longer says: gone();" in anchors.again(stays)
    assert stays.wanted.line == 1


def test_a_function_and_a_missing_file_are_left_alone(path: Path) -> None:
    function = BreakpointRecord(wanted=Breakpoint(id=1, function="f"), text="")
    assert anchors.again(function) == ""
    assert anchors.again(record(path.with_name("no.c"), 1, "x")) == ""
