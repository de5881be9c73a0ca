"""``await``: a stop that came before is answered, time up is an answer, so is an end."""

from __future__ import annotations

import asyncio

import pytest

from daebug.daemon import reduce
from daebug.daemon.answers import Outcome
from daebug.daemon.commands import await_
from daebug.daemon.look import Look
from daebug.daemon.state import State
from daebug.protocol import facts
from tests.daemon.people import Peep, session

FRAMES = {"stackFrames": [{"id": 9, "name": "main", "line": 3, "column": 1}], "totalFrames": 1}


@pytest.fixture
def peep() -> Peep:
    state = State(sessions={"prog": session(state="running")})
    return Peep(state=state, answers={"stackTrace": FRAMES, "scopes": {"scopes": []}})


def wait(peep: Peep, timeout: float = 1.0) -> Outcome:
    return asyncio.run(await_.run(await_.Request(timeout=timeout), peep))


def stop(peep: Peep) -> None:
    fact = facts.Stopped(session="prog", reason="breakpoint", thread_id=1, breakpoints=[4])
    reduce.apply(peep.state, fact)


def test_time_up_says_running_and_how_long_was_waited(peep: Peep) -> None:
    answer = wait(peep, timeout=0.5)
    assert (answer.state, answer.waited_s) == ("running", 0.5)
    assert "daebug await" in answer.next


def test_a_stop_that_comes_meanwhile_is_the_answer(peep: Peep) -> None:
    peep.meanwhile = lambda: stop(peep)
    answer = wait(peep)
    assert (answer.state, answer.reason, answer.breakpoints) == ("stopped", "breakpoint", [4])
    assert answer.frame is not None
    assert answer.frame.function == "main"


def test_a_stop_that_came_before_is_answered_as_often_as_it_is_asked(peep: Peep) -> None:
    stop(peep)
    assert wait(peep).reason == wait(peep).reason == "breakpoint"


def test_an_end_is_answered_with_its_code(peep: Peep) -> None:
    peep.meanwhile = lambda: reduce.apply(
        peep.state, facts.Exited(session="prog", code=3, certain=True)
    )
    answer = wait(peep)
    assert await_.render(answer, Look()).startswith("prog: exited with code 3\n")


def test_output_is_told_once(peep: Peep) -> None:
    output = peep.state.sessions["prog"].output
    output.write("stdout", b"hello\n")
    assert wait(peep).output.text == "hello"
    assert not wait(peep).output.text
    output.close()
