"""Which session a command means, what it is called, and what it must be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import sessions, used
from daebug.daemon.state import Session, State
from daebug.protocol.errors.sessions import (
    HasExited,
    NoSession,
    NoSuchSession,
    NotRunning,
    NotStopped,
    SessionLost,
    SessionTaken,
    WhichSession,
)
from daebug.protocol.facts import Exited
from daebug.protocol.orders import Attach, Launch
from tests.daemon.people import caller, session


def holding(*made: Session) -> State:
    return State(sessions={one.name: one for one in made})


@pytest.fixture
def two(tmp_path: Path) -> State:
    return holding(session("one", tmp_path), session("two", tmp_path))


def test_a_session_that_is_named_is_meant(two: State, tmp_path: Path) -> None:
    assert sessions.resolve(two, "two", caller(tmp_path)).name == "two"


def test_the_option_goes_before_the_variable(two: State) -> None:
    asking = caller("/", DAEBUG_SESSION="one")
    assert sessions.resolve(two, "", asking).name == "one"
    assert sessions.resolve(two, "two", asking).name == "two"


def test_a_name_that_nothing_has_lists_what_there_is(two: State) -> None:
    with pytest.raises(NoSuchSession, match=r"one \(stopped\), two \(stopped\)"):
        sessions.resolve(two, "three", caller())


def test_the_only_live_one_of_the_project_is_meant(tmp_path: Path) -> None:
    state = holding(
        session("over", tmp_path, state="exited"), session("live", tmp_path), session("far", "/")
    )
    assert sessions.resolve(state, "", caller(tmp_path)).name == "live"


def test_a_folder_below_the_top_is_the_same_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "src").mkdir()
    state = holding(session("near", tmp_path), session("far", "/"))
    assert sessions.resolve(state, "", caller(tmp_path / "src")).name == "near"


def test_several_live_ones_are_listed(two: State, tmp_path: Path) -> None:
    with pytest.raises(WhichSession, match="one, two"):
        sessions.resolve(two, "", caller(tmp_path))


def test_the_one_that_was_taken_is_meant_among_several(two: State, tmp_path: Path) -> None:
    used.take(two, str(tmp_path), "two")
    assert sessions.resolve(two, "", caller(tmp_path)).name == "two"


def test_what_was_taken_above_is_meant_below(two: State, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    used.take(two, str(tmp_path), "two")
    assert used.last(two, str(tmp_path / "below")) == "two"


def test_the_newest_that_is_over_is_meant_where_none_lives(tmp_path: Path) -> None:
    state = holding(
        session("old", tmp_path, state="exited", started_at=1.0),
        session("new", tmp_path, state="exited", started_at=2.0),
    )
    assert sessions.resolve(state, "", caller(tmp_path)).name == "new"


def test_the_only_live_one_of_another_folder_is_meant_where_there_is_none(tmp_path: Path) -> None:
    assert sessions.resolve(holding(session("far", "/")), "", caller(tmp_path)).name == "far"


def test_a_child_is_meant_only_by_its_name(tmp_path: Path) -> None:
    state = holding(session("main", tmp_path), session("child", tmp_path, parent="main"))
    assert sessions.resolve(state, "", caller(tmp_path)).name == "main"
    assert sessions.resolve(state, "child", caller(tmp_path)).name == "child"


def test_where_nothing_is_debugged_that_is_said() -> None:
    with pytest.raises(NoSession, match="/here"):
        sessions.resolve(State(), "", caller("/here"))


def test_a_session_is_called_as_its_program() -> None:
    launch = Launch(program="/x/my prog.py", cwd="/", env={})
    assert sessions.name_for(State(), "", launch) == "my-prog"


def test_a_second_one_of_a_name_is_numbered_while_the_first_lives() -> None:
    launch = Launch(program="/x/prog", cwd="/", env={})
    assert sessions.name_for(holding(session("prog")), "", launch) == "prog-2"
    assert sessions.name_for(holding(session("prog", state="exited")), "", launch) == "prog"


def test_a_wanted_name_of_a_live_session_is_refused() -> None:
    with pytest.raises(SessionTaken):
        sessions.name_for(holding(session("prog")), "prog", Attach(pid=1))


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("running", NotStopped),
        ("exited", HasExited),
        ("lost", SessionLost),
        ("detached", NotRunning),
        ("failed", NotRunning),
    ],
)
def test_what_needs_a_stop_says_why_there_is_none(state: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        sessions.need_stopped(session(state=state), "step")


def test_how_a_program_ended_is_told() -> None:
    it = session(state="exited", ending=Exited(session="prog", signal="SIGKILL", certain=True))
    with pytest.raises(HasExited, match="was killed by SIGKILL"):
        sessions.need_live(it, "continue")
