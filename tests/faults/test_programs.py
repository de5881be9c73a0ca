"""Programs that can't be started, or that end before anybody could look."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import answered, place, refused
from tests.home import Home

EARLY = """
#include <stdlib.h>
__attribute__((constructor)) static void early(void) { abort(); }
int main(void) { return 0; }
"""

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


def test_a_program_that_is_missing_is_refused_with_the_nearest_name(home: Home) -> None:
    (home.work / "hello").touch()
    said = refused(home("start", "./helo"), "no-such-program", 4)
    assert f"{home.work}/helo does not exist (did you mean hello?)" in said


def test_a_program_without_the_right_to_run_is_refused_with_the_remedy(
    home: Home, build: Build
) -> None:
    build("hello").chmod(0o644)
    said = refused(home("start", "./hello"), "not-executable", 2)
    assert "it has no execute permission" in said
    assert f"try: chmod +x {home.work}/hello" in said


def test_a_folder_is_no_program(home: Home) -> None:
    assert "it is a folder" in refused(home("start", "."), "not-executable", 2)


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\0\1\2\3"])
def test_a_file_that_is_no_program_is_refused(home: Home, content: bytes) -> None:
    program = home.work / "odd"
    program.write_bytes(content)
    program.chmod(0o755)
    refused(home("start", "./odd"), "not-executable", 2)


def test_an_object_file_is_refused_at_once(home: Home, build: Build) -> None:
    build("hello", "-c", "-g")
    said = refused(home("start", "./hello", timeout=10), "not-executable", 2)
    assert "it is not a linked program" in said
    assert "nothing to stop here" in answered(home("stop"))


@pytest.mark.usefixtures("lldb_dap")
def test_a_program_without_debug_info_runs_and_says_why_no_line_bound(
    home: Home, build: Build
) -> None:
    build("hello", "-O0")
    said = answered(home("start", "./hello", "-b", place("hello.c", "start")))
    assert "exited with code 0" in said
    assert "never bound" in said
    assert "-g" in said


@pytest.mark.usefixtures("lldb_dap")
def test_a_program_without_debug_info_stops_at_a_function(home: Home, build: Build) -> None:
    build("hello", "-O0")
    said = answered(home("start", "./hello", "-b", "main"))
    assert "stopped (breakpoint 1)" in said
    assert "was the program built with -g?" in said
    assert "exited with code 0" in answered(home("continue"))


@pytest.mark.usefixtures("lldb_dap")
def test_a_program_that_exits_at_once_tells_its_code_and_its_output(
    home: Home, build: Build
) -> None:
    build("ends")
    said = answered(home("start", "./ends", "--run", "--", "code", "3"))
    assert "ends: exited with code 3" in said
    assert "| ending by code" in said
    refused(home("next"), "has-exited", 5)


@pytest.mark.usefixtures("lldb_dap")
@pytest.mark.parametrize("how", [(), ("--run",), ("-b", "main")])
def test_a_crash_before_main_is_a_stop_with_its_signal(
    home: Home, build: Build, how: tuple[str, ...]
) -> None:
    build("early", text=EARLY)
    said = answered(home("start", "./early", *how))
    assert "early: stopped (exception)" in said
    assert "signal SIGABRT" in said
    assert "> 3  __attribute__" in said
    assert "killed by SIGABRT" in answered(home("continue"))


def test_a_script_that_is_no_python_ends_with_what_python_says(home: Home) -> None:
    (home.work / "broken.py").write_text("x = (\n")
    said = answered(home("start", "broken.py"))
    assert "exited with code 1" in said
    assert "SyntaxError: '(' was never closed" in said


def test_a_script_that_ends_at_once_tells_its_code(home: Home) -> None:
    (home.work / "short.py").write_text("import sys\nsys.exit(4)\n")
    assert "exited with code 4" in answered(home("start", "short.py", "--run"))
