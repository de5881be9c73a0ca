"""Conditions of C++ exceptions: of the frame that throws, not of the library's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.adapters.conftest import Made
from tests.adapters.subjects import Subject
from tests.adapters.test_threads import NATIVE

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]

#: The filter for "when thrown".
FILTERS = {"lldb-dap": "cpp_throw", "gdb": "throw", "codelldb": "cpp_throw"}


@pytest.mark.parametrize("native", NATIVE, ids=lambda one: one.adapter)
def test_a_condition_is_of_the_programs_own_frame(made: Made, native: Subject) -> None:
    subject = replace(native, source=".cpp", compiler=["g++", "c++", "clang++"])
    scene = made(subject, "throws")
    scene.start()
    scene.say("break", scene.at("end"))
    name = FILTERS[subject.adapter]
    scene.say("catch", name, "--if", "n == 3")
    stop = scene.say("continue")
    assert (stop["reason"], stop["frame"]["line"]) == ("exception", _line(scene.at("throw")))
    assert scene.value("n") == "3"
    assert "exception" in scene.home("exception").stdout.lower() + stop["reason"]
    scene.say("catch", name, "--if", "n == 99")
    assert scene.say("continue")["breakpoints"] == [1]
    scene.say("restart")
    scene.say("catch", name, "--if", "nosuch")
    stop = scene.say("continue")
    assert "nosuch can't be evaluated" in stop["message"]
    assert scene.value("n") == "2"


def _line(place: str) -> int:
    return int(place.rpartition(":")[2])


@pytest.mark.parametrize("native", NATIVE, ids=lambda one: one.adapter)
def test_what_needs_a_stop_says_so_while_it_runs(made: Made, native: Subject) -> None:
    scene = made(native, "paced")
    scene.start("--run", "--no-wait")
    for words in (["modules"], ["sources"], ["threads"], ["raw", "help"]):
        said = scene.home(*words)
        assert "adapter-refused" not in said.stderr, (words, said.stderr)
