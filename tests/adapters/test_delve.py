"""Delve: packages and their tests, what is set without an assignment, and what it can't let go."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import tools
from tests.adapters.desk import PROGRAMS
from tests.adapters.scene import Scene
from tests.adapters.subjects import GO, SUBJECTS
from tests.faults.expect import answered, refused, until
from tests.home import Home, found

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]

SUBJECT = next(one for one in SUBJECTS if one.adapter == "delve")


@pytest.fixture
def package(home: Home) -> Scene:
    """Return a Go package as the program."""
    tools.need("delve")
    go = found(["go", *GO])
    if go is None:
        pytest.fail("no go") if "DAEBUG_REQUIRE_ADAPTERS" in os.environ else pytest.skip("no go")
    assert go
    # Delve has ``go`` build, whichever is first on PATH.
    home.env |= {"PATH": f"{Path(go).parent}:{home.env['PATH']}", "GO111MODULE": "off"}
    folder = home.work / "counter"
    shutil.copytree(PROGRAMS / "counter", folder)
    return Scene(home, SUBJECT, folder, folder / "counter.go")


def test_a_package_is_built_and_its_variables_are_set(package: Scene) -> None:
    package.stop_at("add")

    def put(name: str, value: str) -> dict[str, Any]:
        return package.say("set", name, value)

    assert put("total", "10")["before"] == "1"
    for name, value in (("both.right", "20"), ("main.both.left", "7"), ("one.left", "30")):
        assert put(name, value)["value"]["value"] == value
    assert put("list[1]", "40")["value"]["value"] == "40"
    why = refused(package.home("set", "nothing", "1"), "cant-set", 1)
    assert "nothing" in why
    assert package.say("continue")["state"] == "exited"
    assert "100 {7 20}" in answered(package.home("output", "--all"))


def test_the_tests_of_a_package_are_stopped_in(package: Scene) -> None:
    test = package.source.with_name("counter_test.go")
    line = 1 + next(n for n, text in enumerate(test.read_text().splitlines()) if "@test" in text)
    stop = package.say("start", test, "--adapter", "delve", "--break", f"{test}:{line}")
    assert stop["frame"]["function"].endswith("TestAdd")
    assert package.say("continue")["ending"]["code"] == 0


def test_memory_is_read_by_its_address(package: Scene) -> None:
    package.stop_at("add")
    there = package.say("disassemble", "--count", "40")["instructions"]
    begin = int(there[0]["address"], 16)
    told = package.say("memory", there[0]["address"], "--count", "100")
    assert (int(told["address"], 16), len(bytes.fromhex(told["data"]))) == (begin, 100)
    after = int(there[1]["address"], 16) - begin
    again = package.say("memory", there[1]["address"], "--count", "50")
    assert told["data"][2 * after :].startswith(again["data"])
    assert "nothing is mapped" in refused(package.home("memory", "0x10"), "no-memory", 4)


def test_a_program_has_a_terminal_of_its_own(home: Home) -> None:
    program, _ = SUBJECT.program(home.work, "reads")
    started = ("start", program, "--adapter", "delve", "--tty", "--run", "--no-wait")
    answered(home(*started))
    answered(home("input", "hello"))
    words = "in a terminal\ngot hello"
    until(words, lambda: words in home("output", "--all").stdout)


def test_a_program_that_it_started_is_not_said_to_run_on(package: Scene) -> None:
    package.stop_at("add")
    said = refused(package.home("detach"), "not-supported", 8)
    assert "try: daebug attach --name NAME" in said
    assert package.value("list")
