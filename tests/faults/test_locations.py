"""Breakpoints, conditions, expressions and settings that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import answered, place, refused, settle
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.mark.parametrize("verb", ["start", "break"])
@pytest.mark.usefixtures("lldb_dap")
def test_a_line_beyond_the_end_is_refused_with_the_number_of_lines(
    home: Home, build: Build, verb: str
) -> None:
    program = build("hello")
    lines = len((home.work / "hello.c").read_text().splitlines())
    if verb == "break":
        answered(home("start", program))
    words = ["start", str(program), "-b"] if verb == "start" else ["break"]
    said = refused(home(*words, "hello.c:999"), "line-beyond-end", 4)
    assert f"hello.c has {lines} lines; there is no line 999" in said


@pytest.mark.usefixtures("lldb_dap")
def test_a_file_that_does_not_exist_is_refused_with_the_nearest_name(
    home: Home, build: Build
) -> None:
    said = refused(home("start", build("hello"), "-b", "helo.c:3"), "no-such-file", 4)
    assert "helo.c does not exist (did you mean hello.c?)" in said
    assert "nothing to stop here" in answered(home("stop"))


@pytest.mark.usefixtures("lldb_dap")
def test_a_function_nobody_has_is_told_at_once_and_again_at_the_end(
    home: Home, build: Build
) -> None:
    answered(home("start", build("hello")))
    assert "not bound: no function nosuch" in answered(home("break", "nosuch"))
    said = answered(home("continue"))
    assert "exited with code 0" in said
    assert "breakpoint 1 (nosuch) never bound" in said


@pytest.mark.usefixtures("lldb_dap")
def test_a_c_expression_that_does_not_parse_is_refused_with_the_compilers_words(
    home: Home, build: Build
) -> None:
    answered(home("start", build("hello")))
    said = refused(home("print", "argc +"), "cant-evaluate", 1)
    assert "expected expression" in said
    assert "int = 2" in answered(home("print", "argc + 1"))


@pytest.mark.usefixtures("lldb_dap")
def test_a_c_condition_that_does_not_parse_stops_and_says_so(home: Home, build: Build) -> None:
    words = ["break", place("hello.c", "loop"), "--if", "i ==="]
    answered(home("start", build("hello")))
    answered(home(*words))
    said = answered(home("continue"))
    assert "the condition of breakpoint 1 can't be evaluated" in said
    assert "expected expression" in said


def test_a_python_expression_that_does_not_parse_is_refused(
    home: Home, script: Callable[[str], Path]
) -> None:
    answered(home("start", script("hello.py")))
    assert "invalid syntax" in refused(home("print", "1 +"), "cant-evaluate", 1)
    assert "2" in answered(home("print", "1 + 1"))


def test_a_python_condition_that_does_not_parse_is_refused(
    home: Home, script: Callable[[str], Path]
) -> None:
    answered(home("start", script("hello.py")))
    words = ["break", place("hello.py", "loop"), "--if", "number ==="]
    assert "does not parse" in refused(home(*words), "bad-condition", 2)
    assert "no breakpoints" in answered(home("breakpoint", "list"))


def test_a_python_function_nobody_has_is_told_at_the_end(
    home: Home, script: Callable[[str], Path]
) -> None:
    answered(home("start", script("hello.py")))
    answered(home("break", "nosuch"))
    assert "breakpoint 1 (nosuch) was never hit" in answered(home("continue"))


def test_an_unknown_setting_is_refused_with_the_nearest(home: Home) -> None:
    said = refused(home("config", "set", "adapters.spar", "false"), "bad-usage", 2)
    assert "did you mean adapters.spare?" in said


def test_a_settings_file_with_an_unknown_key_is_told_by_whoever_needs_it(home: Home) -> None:
    settle(home, "[adapters]\nlldb_dab = '/x'\n")
    said = refused(home("config"), "no-such-setting", 2)
    assert "adapters.lldb_dab" in said
    assert "did you mean adapters.lldb_dap?" in said
    settle(home, "")
    answered(home("config"))


def test_a_settings_file_that_is_no_toml_is_told(home: Home) -> None:
    settle(home, "= [\n")
    assert "config.toml" in refused(home("config"), "bad-settings-file", 2)
