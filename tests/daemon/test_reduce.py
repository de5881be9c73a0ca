"""Fact -> change of state; a fact that does not fit changes nothing."""

from __future__ import annotations

import pytest

from daebug.daemon import reduce
from daebug.daemon.refs import Held
from daebug.daemon.state import BreakpointRecord, Job, State
from daebug.protocol import facts, states
from daebug.protocol.orders import Attach
from daebug.protocol.supervision import RoleDied, RoleForked
from tests.daemon.people import breakpoint_at, session


@pytest.fixture
def state() -> State:
    made = State()
    made.sessions["prog"] = session("prog", state="running")
    return made


def test_every_fact_raises_the_revision(state: State) -> None:
    before = state.revision
    reduce.apply(state, facts.Stopped(session="prog", reason="step"))
    assert state.revision == before + 1


def test_a_stop_is_entered_with_fresh_names_and_selections(state: State) -> None:
    it = state.sessions["prog"]
    it.refs.name(Held(reference=1, name="x"))
    it.frame, it.chosen = 2, True
    reduce.apply(state, facts.Stopped(session="prog", reason="step", thread_id=5))
    assert (it.state, it.thread_id, it.frame, it.chosen) == ("stopped", 5, 0, False)
    assert it.refs.find("@v1") is None


def test_a_hit_is_counted_for_the_breakpoints_that_were_hit(state: State) -> None:
    it = state.sessions["prog"]
    it.breakpoints = {n: BreakpointRecord(wanted=breakpoint_at(n, n)) for n in (1, 2)}
    reduce.apply(state, facts.Stopped(session="prog", reason="breakpoint", breakpoints=[2, 9]))
    assert [it.breakpoints[n].hits for n in (1, 2)] == [0, 1]


def test_a_stop_that_comes_after_the_end_changes_nothing(state: State) -> None:
    reduce.apply(state, facts.Exited(session="prog", code=3))
    reduce.apply(state, facts.Stopped(session="prog", reason="step"))
    it = state.sessions["prog"]
    assert (it.state, it.stop) == ("exited", None)
    assert it.ending is not None
    assert it.ending.code == 3


def test_a_fact_of_a_session_that_is_gone_changes_nothing(state: State) -> None:
    reduce.apply(state, facts.Stopped(session="gone", reason="step"))
    assert state.sessions["prog"].state == "running"


def test_a_continue_that_comes_while_it_runs_keeps_it_running(state: State) -> None:
    reduce.apply(state, facts.Continued(session="prog"))
    assert state.sessions["prog"].state == "running"


def test_a_detached_session_is_no_longer_live(state: State) -> None:
    reduce.apply(state, facts.SessionEnded(session="prog", detached=True))
    assert not state.sessions["prog"].live


def test_a_broken_session_is_lost_and_says_why(state: State) -> None:
    told = facts.SessionBroken(session="prog", code="adapter-died", facts={"how": "signal 9"})
    reduce.apply(state, told)
    it = state.sessions["prog"]
    assert it.state == "lost"
    assert it.lost


def test_only_launched_programs_are_ours_to_end(state: State) -> None:
    state.sessions["theirs"] = session("theirs", target=Attach(pid=8), state="running")
    reduce.apply(state, facts.DebuggeeStarted(session="prog", pid=7, started=70))
    reduce.apply(state, facts.DebuggeeStarted(session="theirs", pid=8, started=80))
    assert state.debuggees == {"prog": (7, 70)}
    reduce.apply(state, facts.Exited(session="prog", code=0))
    assert state.debuggees == {}


def test_adapters_are_known_from_start_to_end(state: State) -> None:
    reduce.apply(state, facts.AdapterStarted(adapter="a", pid=5, started=50, session="prog"))
    assert state.adapters == {5: ("a", 50, "prog")}
    assert state.sessions["prog"].adapter_pid == 5
    reduce.apply(state, facts.AdapterEnded(pid=5))
    assert state.adapters == {}


def test_a_breakpoint_that_moved_keeps_what_is_not_told_anew(state: State) -> None:
    it = state.sessions["prog"]
    it.breakpoints[1] = BreakpointRecord(wanted=breakpoint_at(3))
    moved = facts.BreakpointMoved(session="prog", id=1, verified=True, path="/src/main.c", line=4)
    reduce.apply(state, moved)
    reduce.apply(state, facts.BreakpointMoved(session="prog", id=1, verified=False, message="no"))
    bound = it.breakpoints[1].bound
    assert bound is not None
    assert (bound.path, bound.line, bound.verified, bound.message) == (
        "/src/main.c",
        4,
        False,
        "no",
    )


def test_when_the_bridge_dies_every_live_session_is_lost(state: State) -> None:
    state.sessions["over"] = session("over", state="exited")
    reduce.lose(state, "the bridge died")
    assert {s.name: s.state for s in state.sessions.values()} == {"prog": "lost", "over": "exited"}


def test_a_role_that_died_is_counted_and_comes_back(state: State) -> None:
    reduce.apply(state, RoleForked("bridge", 5))
    reduce.apply(state, facts.RoleJoined(role="bridge", pid=5))
    reduce.apply(state, RoleDied("bridge", 5, "signal SIGKILL", 0.0))
    role = state.roles["bridge"]
    assert (role.state, role.pid, role.restarts, role.ended) == ("waiting", 0, 1, "signal SIGKILL")


def test_a_job_ends_once() -> None:
    job = Job(1, "next", 7)
    reduce.end(job, "finished")
    with pytest.raises(states.NoSuchStep):
        reduce.end(job, "failed")
