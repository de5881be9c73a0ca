"""Going on elsewhere, leaving early, a call by its name, addresses: each adapter its way."""

from __future__ import annotations

import pytest

from tests.adapters.conftest import Made
from tests.adapters.scene import Scene
from tests.adapters.subjects import SUBJECTS, Subject
from tests.adapters.test_threads import NATIVE

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]

GDB = [one for one in SUBJECTS if one.adapter == "gdb"]

#: Those that have to be told a function; Go's has a package.
CALLS = [one for one in SUBJECTS if one.adapter in ("gdb", "delve")]


def names(scene: Scene) -> set[str]:
    """Return the names of the variables that are seen."""
    return {one["name"] for one in scene.say("locals")["variables"]}


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_function_is_left_with_a_value(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    scene.stop_at("add")
    scene.say("breakpoint", "remove", "1")
    inner = names(scene)
    stop = scene.say("return", "70")
    assert (stop["reason"], stop["frame"]["function"]) == ("return", "main")
    assert not stop.get("breakpoints")
    assert names(scene) - inner
    assert not {"a", "b"} & names(scene), "variables of the function that was left"
    total = scene.value("total")
    scene.say("next")
    assert int(scene.value("total")) == int(total) + 70


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_program_goes_on_at_another_line_of_its_function_only(
    made: Made, subject: Subject
) -> None:
    scene = made(subject, "contract")
    scene.stop_at("loop")
    scene.say("breakpoint", "remove", "1")
    stop = scene.say("goto", scene.at("end"))
    assert (stop["reason"], f"{stop['frame']['file']}:{stop['frame']['line']}") == (
        "goto",
        scene.at("end"),
    )
    refused = scene.home("goto", scene.at("add"))
    assert (refused.returncode, "can't go to" in refused.stderr) == (1, True)
    line = scene.say("context")["frame"]["line"]
    assert scene.at("end").endswith(f":{line}")


@pytest.mark.parametrize("subject", CALLS, ids=lambda one: one.adapter)
def test_a_call_is_stepped_into_by_its_name(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    scene.stop_at("loop")
    stop = scene.say("step", "--into", "add")
    assert stop["frame"]["function"].rpartition(".")[2] == "add"
    assert [one["id"] for one in scene.say("breakpoint", "list")["breakpoints"]] == [1]
    refused = scene.home("step", "--into", "nosuch")
    assert (refused.returncode, "nothing named nosuch" in refused.stderr) == (4, True)
    scene.say("finish")


def test_a_line_that_does_not_call_the_name_is_told(made: Made) -> None:
    scene = made(GDB[0], "contract")
    scene.stop_at("add")
    stop = scene.say("step", "--into", "add")
    assert any("has not called add" in note for note in stop["notes"])


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_breakpoint_stands_at_an_address_only_where_something_is(
    made: Made, subject: Subject
) -> None:
    scene = made(subject, "contract")
    scene.start()
    refused = scene.home("break", "*0x10")
    assert (refused.returncode, "nothing is mapped there" in refused.stderr) == (4, True)
    scene.say("break", "*add")
    stop = scene.say("continue")
    assert (stop["frame"]["function"].rpartition("`")[2], stop["breakpoints"]) == ("add", [1])


AGAIN = [one for one in SUBJECTS if one.adapter in ("lldb-dap", "gdb", "debugpy")]


@pytest.mark.parametrize("subject", AGAIN, ids=lambda one: one.adapter)
def test_the_innermost_function_is_begun_again(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    scene.stop_at("add")
    scene.say("breakpoint", "remove", "1")
    begun = scene.say("context")["frame"]["line"]
    arguments = scene.value("a"), scene.value("b")
    assert scene.say("next")["frame"]["line"] > begun
    stop = scene.say("restart-frame")
    assert (stop["frame"]["function"], stop["frame"]["line"]) == ("add", begun)
    assert any("begins again" in note for note in stop["notes"])
    assert (scene.value("a"), scene.value("b")) == arguments
    assert not scene.say("breakpoint", "list")["breakpoints"]
    assert scene.say("next")["frame"]["line"] > begun
    refused = scene.home("restart-frame", "1")
    assert (refused.returncode, "not-supported" in refused.stderr) == (8, True)


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_names_of_the_program_are_completed(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    scene.stop_at("loop")
    found = scene.say("completions", "tot")["completions"]
    assert any(word.endswith("total") for word in found)
    assert not any(word.startswith("print ") for word in found)
