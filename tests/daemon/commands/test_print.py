"""``print``: an expression or a name of this stop, and advice where it is refused."""

from __future__ import annotations

import asyncio

import pytest

from daebug.daemon.commands import print_
from daebug.daemon.look import Look
from daebug.daemon.state import State
from daebug.protocol.errors.adapter import AdapterRefused
from daebug.protocol.errors.programs import CantEvaluate
from daebug.protocol.errors.sessions import NotStopped
from daebug.protocol.errors.usage import NoSuchRef
from tests.daemon.people import Peep, session

FRAMES = {"stackFrames": [{"id": 9, "name": "main", "line": 3, "column": 1}], "totalFrames": 1}
POINT = {"result": "point", "type": "point", "variablesReference": 70}
PARTS = {"variables": [{"name": "x", "value": "3", "type": "int", "variablesReference": 0}]}


@pytest.fixture
def peep() -> Peep:
    state = State(sessions={"prog": session(thread_id=1)})
    return Peep(state=state, answers={"stackTrace": FRAMES, "evaluate": POINT, "variables": PARTS})


def shown(peep: Peep, text: str) -> str:
    request = print_.Request(expression=[text])
    return print_.render(asyncio.run(print_.run(request, peep)), Look())


def test_a_struct_is_shown_with_its_parts_and_a_name(peep: Peep) -> None:
    assert shown(peep, "p") == "p: point = {x=3}  @v1\n"


def test_the_same_expression_keeps_its_name(peep: Peep) -> None:
    assert shown(peep, "p") == shown(peep, "p")


def test_a_name_of_this_stop_is_opened_without_evaluating(peep: Peep) -> None:
    shown(peep, "p")
    peep.asked.clear()
    assert shown(peep, "@v1") == "p: point = {x=3}  @v1\n"
    assert "evaluate" not in [command for command, _ in peep.asked]


def test_a_name_of_another_stop_is_refused(peep: Peep) -> None:
    with pytest.raises(NoSuchRef):
        shown(peep, "@v7")


def test_what_the_language_refuses_comes_with_advice(peep: Peep) -> None:
    why = "error: use of undeclared identifier 'p'\n   ^"
    peep.answers["evaluate"] = AdapterRefused(adapter="a", request="evaluate", why=why)
    with pytest.raises(CantEvaluate, match="undeclared identifier 'p'") as refused:
        shown(peep, "p")
    assert refused.value.next_step == "daebug locals"


def test_a_running_program_has_no_values(peep: Peep) -> None:
    peep.state.sessions["prog"].state = "running"
    with pytest.raises(NotStopped):
        shown(peep, "p")
