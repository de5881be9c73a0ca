"""Adapters that are missing, die, hang or talk nonsense."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import (
    adapter,
    answered,
    held,
    kill,
    refused,
    role,
    session,
    settle,
    status,
    until,
)
from tests.home import Home

pytestmark = pytest.mark.slow

ODD = Path(__file__).parents[1] / "fakes" / "adapter.py"

#: The odd adapter as one that is only described, so no habits are expected of it; short deadlines.
SETTINGS = """
[adapters]
spare = false
start_s = 1.5
request_s = 0.5
[adapters.odd]
command = ["{python}", "{fake}", "{scenario}"]
extensions = [".odd"]
launch.program = "${{program}}"
"""


@pytest.fixture
def odd(home: Home) -> Callable[[str], Path]:
    """Return a function that chooses how the adapter is odd; it returns a program for it."""

    def settled(scenario: str) -> Path:
        settle(home, SETTINGS.format(python=sys.executable, fake=ODD, scenario=scenario))
        program = home.work / "hello.odd"
        program.touch()
        return program

    return settled


def test_an_adapter_that_is_missing_tells_where_it_was_looked_for(home: Home, build: Build) -> None:
    program = build("hello")
    answered(home("config", "set", "adapters.lldb_dap", "/nowhere/lldb-dap"))
    said = refused(home("start", program), "adapter-missing", 4)
    assert "looked in: /nowhere/lldb-dap" in said
    assert "try: apt-get install lldb-" in said
    answered(home("config", "set", "adapters.debugpy", "/nowhere/python"))
    (home.work / "a.py").write_text("pass\n")
    said = refused(home("start", "a.py"), "adapter-missing", 4)
    assert "try: pip install debugpy" in said


def test_an_adapter_that_dies_in_mid_session_loses_the_session(
    home: Home, odd: Callable[[str], Path]
) -> None:
    held(home, odd("dies"))
    said = refused(home("threads"), "adapter-died", 8)
    assert "exit status 7" in said
    refused(home("threads"), "session-lost", 5)
    assert session(home)["state"] == "lost"
    assert status(home)["adapters"] == []


@pytest.mark.parametrize(
    ("scenario", "code", "exit_status"),
    [
        ("dies-starting", "adapter-died", 8),
        ("hangs-starting", "start-timed-out", 6),
        ("refuses", "launch-failed", 1),
    ],
)
def test_an_adapter_that_does_not_bring_the_program_up_leaves_no_session(
    home: Home, odd: Callable[[str], Path], scenario: str, code: str, exit_status: int
) -> None:
    refused(home("start", odd(scenario)), code, exit_status)
    assert status(home)["sessions"] == []
    assert status(home)["adapters"] == []


def test_an_adapter_that_hangs_is_given_up_at_the_deadline(
    home: Home, odd: Callable[[str], Path]
) -> None:
    held(home, odd("hangs"))
    assert "within 0.5 s" in refused(home("threads"), "adapter-silent", 6)
    answered(home("stop"))
    assert status(home)["adapters"] == []


@pytest.mark.parametrize("scenario", ["garbage", "bad-json", "big-header", "big-body"])
def test_an_adapter_that_sends_no_dap_loses_the_session_and_not_the_daemon(
    home: Home, odd: Callable[[str], Path], scenario: str
) -> None:
    held(home, odd(scenario))
    refused(home("threads"), "adapter-garbage", 8)
    assert session(home)["state"] == "lost"
    answered(home("stop"))


def test_characters_that_arrive_in_pieces_are_whole(home: Home, odd: Callable[[str], Path]) -> None:
    held(home, odd("split"))
    assert "naïve ✓" in answered(home("threads"))


def test_events_and_requests_that_nobody_knows_do_no_harm(
    home: Home, odd: Callable[[str], Path]
) -> None:
    held(home, odd("chatty"))
    assert "exited with code 5" in answered(home("continue"))


@pytest.mark.adapter
@pytest.mark.parametrize("kind", ["native", "python"])
def test_a_real_adapter_that_is_killed_is_told_and_can_be_restarted(
    home: Home, build: Build, lldb_dap: str, script: Callable[[str], Path], kind: str
) -> None:
    assert lldb_dap
    held(home, build("hello") if kind == "native" else script("hello.py"))
    kill(adapter(home))
    until("the loss is known", lambda: session(home)["state"] == "lost")
    assert "SIGKILL" in refused(home("print", "1"), "session-lost", 5)
    assert "stopped (entry)" in answered(home("restart"))
    assert "exited with code" in answered(home("continue"))


def test_a_start_that_the_bridge_takes_up_too_late_leaves_its_name_free(
    home: Home, odd: Callable[[str], Path]
) -> None:
    program = odd("good")
    held(home, program)
    answered(home("stop"))
    bridge = role(home, "bridge")
    os.kill(bridge, signal.SIGSTOP)
    try:
        refused(home("start", program), "no-answer", 6)
    finally:
        os.kill(bridge, signal.SIGCONT)
    until("its adapter is gone", lambda: status(home)["adapters"] == [])
    held(home, program)


def test_all_is_stopped_though_the_bridge_is_gone(home: Home, odd: Callable[[str], Path]) -> None:
    held(home, odd("good"))
    os.kill(role(home, "bridge"), signal.SIGKILL)
    assert "the daemon ended" in answered(home("stop", "--all"))
