"""Native programs that become others, or that tell debuggers nothing, under each native adapter."""

from __future__ import annotations

import pytest

from tests.adapters import tools
from tests.faults.conftest import Build
from tests.faults.expect import answered, place
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.fixture(params=tools.NATIVE)
def native(request: pytest.FixtureRequest) -> str:
    """Return each native adapter in turn."""
    return tools.need(request.param)


def test_a_program_that_becomes_another_one_is_followed(
    home: Home, build: Build, native: str
) -> None:
    start = ("start", build("becomes"), "--adapter", native, "-b", place("becomes.c", "after"))
    said = answered(home(*start))
    if "stopped (exec)" in said:
        assert "became another one" in said
        said = answered(home("continue"))
    assert "stopped (breakpoint 1)" in said
    assert "in after" in said
    assert "exited with code 6" in answered(home("continue"))
    assert "after exec" in answered(home("output", "--all"))


def test_a_stripped_program_says_what_one_can_still_do(
    home: Home, build: Build, native: str
) -> None:
    program = build("hello", "-O0", "-s")
    said = answered(home("start", program, "--adapter", native))
    assert "was the program built with -g?" in said
    assert "daebug stepi, disassemble, registers" in said
    assert "not bound" in answered(home("break", "main"))
    assert "not bound: no code there" in answered(home("break", place("hello.c", "start")))
    assert "=> 0x" in answered(home("disassemble", "--count", "3"))
    assert "stopped (step)" in answered(home("stepi"))
    assert "no variables" in answered(home("locals"))
    assert "exited with code 0" in answered(home("continue"))
