"""``kill -9`` of each process of the daemon, with a program stopped in its hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import adapter, answered, held, kill, refused, role, status, until
from tests.home import Home, ends, living

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.usefixtures("lldb_dap")]

ROLES = ["hub", "bridge", "zygote"]

#: Milliseconds in which what is lost is also gone.
GONE_MS = 5000


@pytest.fixture(params=["native", "python"])
def program(request: pytest.FixtureRequest, build: Build, script: Callable[[str], Path]) -> Path:
    """Return a program of each adapter."""
    return build("hello") if request.param == "native" else script("hello.py")


@pytest.mark.parametrize("name", ROLES)
def test_the_next_command_works_after_a_kill_and_tells_what_was_lost(
    home: Home, program: Path, name: str
) -> None:
    debuggee, used = held(home, program)["pid"], adapter(home)
    kill(role(home, name))
    said = answered(home("status"))
    assert "hello" in said
    assert "lost" in said
    assert ends(debuggee, GONE_MS), "the debuggee is an orphan"
    assert ends(used, GONE_MS), "the adapter is an orphan"
    assert "stopped (entry)" in answered(home("start", program))
    assert "exited with code" in answered(home("continue"))


@pytest.mark.parametrize("name", ROLES)
def test_a_command_on_the_lost_session_says_that_it_was_lost(
    home: Home, build: Build, name: str
) -> None:
    held(home, build("hello"))
    kill(role(home, name))
    refused(home("print", "argc"), "session-lost", 5)
    assert "stopped (entry)" in answered(home("restart"))


def test_a_kill_of_the_whole_daemon_leaves_nothing_once_the_next_one_is_there(
    home: Home, program: Path
) -> None:
    debuggee, used = held(home, program)["pid"], adapter(home)
    pids = [p["pid"] for p in status(home)["processes"] if p["pid"]]
    for pid in pids:
        kill(pid)
    assert all(ends(pid, GONE_MS) for pid in pids)
    assert "lost" in answered(home("status"))
    assert ends(debuggee, GONE_MS), "the debuggee is an orphan"
    assert ends(used, GONE_MS), "the adapter is an orphan"


def test_a_command_that_waits_fails_at_once_when_the_bridge_is_killed(
    home: Home, build: Build
) -> None:
    answered(home("start", build("loop"), "--run", "--no-wait"))
    with home.start("await", "--timeout", "60") as waiting:
        until("it waits", lambda: "daebug await" in answered(home("status")))
        kill(role(home, "bridge"))
        said, failure = waiting.communicate(timeout=10)
    assert b"lost" in said + failure


def test_a_command_that_waits_fails_at_once_when_the_hub_is_killed(
    home: Home, build: Build
) -> None:
    answered(home("start", build("loop"), "--run", "--no-wait"))
    with home.start("await", "--timeout", "60") as waiting:
        until("it waits", lambda: "daebug await" in answered(home("status")))
        kill(role(home, "hub"))
        _, failure = waiting.communicate(timeout=10)
    assert failure.startswith(b"error[process-down]")


def test_a_bridge_that_is_killed_again_and_again_comes_back(home: Home, build: Build) -> None:
    build("hello")
    for _ in range(4):
        answered(home("start", "./hello"))
        kill(role(home, "bridge"))
    assert "died 4 times, last by signal SIGKILL" in answered(home("status"))
    assert "stopped (entry)" in answered(home("start", "./hello"))
    used = [line for line in living(home.run).values() if "lldb-dap" in line]
    assert len(used) <= 2, "the session's adapter, perhaps a spare, and nothing of earlier ones"
