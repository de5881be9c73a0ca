"""Locations as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import locations
from daebug.daemon.locations import Location
from daebug.protocol.errors.programs import BadLocation, LineBeyondEnd
from daebug.protocol.errors.usage import NoSuchFile
from tests.daemon.people import caller


@pytest.fixture
def main_c(tmp_path: Path) -> Path:
    path = tmp_path / "main.c"
    path.write_text("int main(void) {\n    return 0;\n}\n")
    return path


def test_a_file_with_a_line_is_the_callers(main_c: Path) -> None:
    found = locations.read("main.c:2", caller(main_c.parent))
    assert found == Location(path=str(main_c), line=2)


def test_a_number_is_a_line_of_the_current_file(main_c: Path) -> None:
    assert locations.read("3", caller(), str(main_c)) == Location(path=str(main_c), line=3)


def test_a_number_without_a_current_file_is_refused() -> None:
    with pytest.raises(BadLocation, match="no file is selected"):
        locations.read("3", caller())


def test_a_line_beyond_the_end_says_how_many_there_are(main_c: Path) -> None:
    with pytest.raises(LineBeyondEnd) as told:
        locations.read("main.c:99", caller(main_c.parent))
    assert told.value.facts == {"path": str(main_c), "lines": 3, "line": 99}


def test_line_nought_is_none(main_c: Path) -> None:
    with pytest.raises(LineBeyondEnd):
        locations.read("main.c:0", caller(main_c.parent))


def test_a_file_that_is_not_there_names_the_nearest(main_c: Path) -> None:
    with pytest.raises(NoSuchFile, match=r"main\.c"):
        locations.read("mian.c:2", caller(main_c.parent))


def test_a_file_that_the_session_has_shown_is_found_from_anywhere(main_c: Path) -> None:
    found = locations.read("main.c:2", caller("/"), known=(str(main_c),))
    assert found.path == str(main_c)


def test_a_file_beside_a_known_one_is_found(main_c: Path) -> None:
    other = main_c.with_name("other.c")
    other.write_text("\n")
    found = locations.read("other.c:1", caller("/"), known=(str(main_c),))
    assert found.path == str(other)


def test_a_file_of_the_project_is_found_by_its_name_where_only_one_has_it(tmp_path: Path) -> None:
    (tmp_path / "Makefile").touch()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "deep.c").write_text("\n")
    (tmp_path / "bin").mkdir()
    found = locations.read("deep.c:1", caller(tmp_path / "bin"))
    assert found.path == str(tmp_path / "src" / "deep.c")


@pytest.mark.parametrize(
    "name", ["add", "ns::f", "Class::method", "operator<", "~Shape", "<T as U>::f", "pkg.F"]
)
def test_a_name_is_a_function(name: str) -> None:
    assert locations.read(name, caller()) == Location(function=name)


def test_a_source_file_without_a_line_is_no_function() -> None:
    with pytest.raises(BadLocation, match="the line is missing"):
        locations.read("main.c", caller())


@pytest.mark.parametrize("text", ["", ":", "42x", "!"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(BadLocation):
        locations.read(text, caller())
