"""Breakpoints: numbers, remarks on where they bound, what is said at the end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon import breakpoints
from daebug.daemon.locations import Location
from daebug.daemon.state import BreakpointRecord, Session
from daebug.protocol.errors.programs import BadCondition, NoSuchBreakpoint
from daebug.protocol.orders import Bound, Profile, SetBreakpoints
from tests.daemon.people import Peep, breakpoint_at, session


def record(line: int = 3, *, bound: Bound | None = None, **fields: Any) -> BreakpointRecord:
    known: dict[str, Any] = {"location": f"main.c:{line}", "bound": bound, **fields}
    return BreakpointRecord(wanted=breakpoint_at(line), **known)


def bound(line: int, path: str = "/src/main.c") -> Bound:
    return Bound(id=1, verified=True, path=path, line=line)


@pytest.fixture
def python() -> Session:
    return session(profile=Profile(language="python"))


def test_numbers_go_on_after_the_highest() -> None:
    it = session()
    for _ in range(2):
        breakpoints.add(it, Location(path="/src/main.c", line=3), text="main.c:3")
    del it.breakpoints[1]
    added = breakpoints.add(it, Location(function="add"), text="add")
    assert added.wanted.id == 3


def test_a_condition_that_does_not_parse_is_refused_and_nothing_is_set(python: Session) -> None:
    place = Location(path="/src/main.py", line=3)
    with pytest.raises(BadCondition, match="a ==="):
        breakpoints.add(python, place, text="main.py:3", terms=breakpoints.Terms(condition="a ==="))
    assert python.breakpoints == {}


def test_a_condition_of_another_language_is_left_to_the_debugger() -> None:
    breakpoints.check_condition(session(profile=Profile(language="c")), "a ===", "main.c:3")


def test_a_breakpoint_that_nobody_has_lists_those_there_are() -> None:
    it = session(breakpoints={2: record()})
    with pytest.raises(NoSuchBreakpoint, match="there are: 2"):
        breakpoints.find(it, 9)


def test_there_is_nothing_to_say_of_one_that_bound_as_asked() -> None:
    assert not breakpoints.remark(session(), record(bound=bound(3)))


def test_one_that_bound_elsewhere_shows_the_line_it_got(tmp_path: Path) -> None:
    path = tmp_path / "main.c"
    path.write_text("one\ntwo\nthree\n  four\n")
    told = breakpoints.remark(session(), record(bound=bound(4, str(path))))
    assert told == "breakpoint 1 asked for line 3, bound to line 4: four"


def test_one_that_did_not_bind_says_what_may_be_wrong() -> None:
    told = breakpoints.remark(session(), record())
    assert "breakpoint 1 (main.c:3) is not bound" in told
    assert "-g" in told


def test_the_adapters_own_reason_goes_before_ours() -> None:
    refused = Bound(id=1, verified=False, message="no such module")
    assert breakpoints.remark(session(), record(bound=refused)).endswith(": no such module")


def test_one_that_is_disabled_needs_no_remark() -> None:
    assert not breakpoints.remark(session(), record(enabled=False))


def test_at_the_end_those_that_never_bound_or_fired_are_told() -> None:
    it = session(
        breakpoints={
            1: record(1),
            2: record(2, bound=bound(2), hits=1),
            3: record(3, bound=bound(3)),
            4: record(4, enabled=False),
        }
    )
    it.breakpoints[5] = BreakpointRecord(
        wanted=breakpoint_at(5, 5, condition="n == 9"), bound=bound(5), location="main.c:5"
    )
    told = "\n".join(breakpoints.unbound(it))
    assert "breakpoint 1 (main.c:1) never bound" in told
    assert "breakpoint 5 (main.c:5) was never hit with n == 9" in told
    assert "main.c:2" not in told
    assert "main.c:4" not in told


def test_only_enabled_breakpoints_are_sent() -> None:
    it = session(breakpoints={1: record(1), 2: record(2, enabled=False)})
    peep = Peep()
    asyncio.run(breakpoints.sync(peep, it))
    sent = peep.orders[0]
    assert isinstance(sent, SetBreakpoints)
    assert [one.line for one in sent.breakpoints] == [1]


def test_a_temporary_one_is_taken_away_once_it_was_hit() -> None:
    it = session(breakpoints={1: record(1, temporary=True, hits=1), 2: record(2, temporary=True)})
    peep = Peep()
    asyncio.run(breakpoints.retire(peep, it))
    assert set(it.breakpoints) == {2}
    assert len(peep.orders) == 1
