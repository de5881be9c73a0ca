"""The state tables: complete, reachable, and refusing what has no row."""

from __future__ import annotations

import copy

import pytest

from daebug.protocol import states
from daebug.protocol.states import Table
from tests.rules import tables

ALL_STEPS = {step for table in states.TABLES.values() for row in table.values() for step in row}


@pytest.mark.parametrize("name", states.TABLES)
def test_every_row_leads_where_it_says(name: str) -> None:
    table = states.TABLES[name]
    for state, row in table.items():
        for step, after in row.items():
            assert states.advance(table, state, step) == after


@pytest.mark.parametrize("name", states.TABLES)
def test_a_step_without_a_row_is_refused_and_changes_nothing(name: str) -> None:
    table = states.TABLES[name]
    before = copy.deepcopy(table)
    for state, row in table.items():
        for step in ALL_STEPS - set(row):
            with pytest.raises(states.NoSuchStep, match=f"{step} in state {state}"):
                states.advance(table, state, step)
    assert table == before


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(states.NoSuchStep):
        states.advance(states.JOB, "nowhere", "finished")


@pytest.mark.parametrize("name", states.TABLES)
def test_every_state_has_a_row_and_can_be_reached(name: str) -> None:
    assert tables.broken(states.TABLES[name]) == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"a": {"go": "b"}}, "b has no row"),
        ({"a": {}, "island": {"go": "a"}}, "island can't be reached"),
    ],
)
def test_a_planted_gap_in_a_table_is_caught(table: Table, said: str) -> None:
    assert said in tables.broken(table)


def test_every_table_of_the_module_is_listed() -> None:
    made = {name for name, held in vars(states).items() if name.isupper() and name != "TABLES"}
    assert made == set(states.TABLES)


def walk(table: Table, steps: str) -> str:
    """Return the state after ``steps`` (words) from the first state of ``table``."""
    state = next(iter(table))
    for step in steps.split():
        state = states.advance(table, state, step)
    return state


@pytest.mark.parametrize(
    "steps",
    [
        "initialize greeted initialized launch configured launched",
        "initialize greeted launch initialized configured launched",
        "initialize greeted launch launched initialized configured",
        "initialize greeted launch initialized launched configured",
        "initialize initialized greeted launch configured launched",
    ],
)
def test_every_order_of_a_handshake_ends_live(steps: str) -> None:
    assert walk(states.HANDSHAKE, steps) == "live"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("opened stopped resumed exited ended", "exited"),
        ("stopped opened resumed stopped", "stopped"),
        ("opened exited restarted opened stopped", "stopped"),
        ("opened stopped broke restarted", "starting"),
        ("opened detached ended", "detached"),
        ("failed ended", "failed"),
    ],
)
def test_a_session_lives_as_told(steps: str, state: str) -> None:
    assert walk(states.SESSION, steps) == state


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("dispatched started finished", "finished"),
        ("dispatched finished", "finished"),
        ("dispatched started timed-out finished", "late"),
        ("dispatched started interrupted", "interrupted"),
        ("cancelled", "cancelled"),
        ("failed", "failed"),
    ],
)
def test_a_job_of_a_page_ends_as_told(steps: str, state: str) -> None:
    assert walk(states.PAGE_JOB, steps) == state


@pytest.mark.parametrize("end", ["finished", "failed", "cancelled", "interrupted", "late"])
def test_what_has_ended_takes_no_result(end: str) -> None:
    with pytest.raises(states.NoSuchStep):
        states.advance(states.PAGE_JOB, end, "finished")


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("joined started ended", "live"),
        ("joined started joined", "live"),
        ("joined slowed recovered", "live"),
        ("joined slowed started left joined", "live"),
        ("joined left ended", "gone"),
    ],
)
def test_a_realm_lives_as_told(steps: str, state: str) -> None:
    assert walk(states.REALM, steps) == state
