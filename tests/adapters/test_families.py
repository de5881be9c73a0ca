"""Python programs that start others: each process is a session of its own, none is left waiting."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.test_contract import place, say, values
from tests.faults.expect import PROGRAMS, answered, refused, status, until
from tests.home import Home, ends

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

#: How a child comes to be -> what its parent says at the end.
WAYS = {
    "popen": "popen 8",
    "fork": "fork 6",
    "spawn": "spawn 0",
    "forkserver": "forkserver 0",
}


@pytest.fixture
def family(home: Home) -> Path:
    """Return the program, in the folder of ``home``."""
    return Path(shutil.copyfile(PROGRAMS / "family.py", home.work / "family.py"))


def states(home: Home) -> dict[str, str]:
    """Return each session's state."""
    told: dict[str, Any] = json.loads(answered(home("sessions", "--json")))
    return {one["name"]: one["state"] for one in told["sessions"]}


def started(home: Home, program: Path, how: str, *words: str) -> dict[str, Any]:
    """Start ``program`` with a breakpoint in what its child does; return the first stop."""
    point = place(program, "work")
    return say(home, "start", program, "--break", point, *words, "--", how)


@pytest.mark.parametrize("how", WAYS)
def test_a_child_stops_steps_and_ends_below_its_parent(home: Home, family: Path, how: str) -> None:
    stop = started(home, family, how)
    child = stop["session"]
    assert child.startswith("family.")
    assert (stop["reason"], stop["breakpoints"]) == ("breakpoint", [1])
    assert values(stop["locals"])["double"] in ("6", "8")
    assert stop["frame"]["function"] == "work"
    assert states(home) | {"family": "running", child: "stopped"} == states(home)
    assert "started by family" in " ".join(stop["notes"])
    listed = status(home)["sessions"]
    (told,) = [one for one in listed if one["name"] == child]
    assert told["parent"] == child.rpartition(".")[0]
    step = say(home, "next", "--session", child)
    assert (step["reason"], step["frame"]["line"]) == ("step", stop["frame"]["line"] + 1)
    # It may step out of the program's own code, and end while it is asked.
    end = say(home, "finish", "--session", child)
    if end["state"] == "stopped":
        end = say(home, "continue", "--session", child)
    assert end["state"] == "exited"
    end = say(home, "await")
    assert end["ending"]["code"] == 0
    written = answered(home("output", "--all", "--session", "family"))
    assert WAYS[how] in written
    assert "ebugger" not in written


def test_a_program_that_becomes_another_is_stopped_again(home: Home, family: Path) -> None:
    stop = started(home, family, "exec")
    assert (stop["session"], stop["breakpoints"]) == ("family.1", [1])
    (parent, child) = status(home)["sessions"]
    assert parent["pid"] == child["pid"]
    answered(home("breakpoint", "remove", "1"))
    assert say(home, "continue", "--session", "family.1")["ending"]["code"] == 8
    until("both are over", lambda: set(states(home).values()) == {"exited"})


def test_a_family_has_one_list_of_breakpoints(home: Home, family: Path) -> None:
    stop = started(home, family, "popen")
    child = stop["session"]
    answered(home("break", place(family, "end")))
    assert len(say(home, "breakpoint", "list", "--session", child)["breakpoints"]) == 2
    answered(home("breakpoint", "remove", "1", "--session", child))
    assert say(home, "continue", "--session", child)["ending"]["code"] == 8
    stop = say(home, "await")
    assert (stop["session"], stop["breakpoints"]) == ("family", [2])


def test_a_child_is_taken_with_use_and_ended_with_its_parent(home: Home, family: Path) -> None:
    child = started(home, family, "spawn")["session"]
    answered(home("use", child))
    assert say(home, "print", "double")["value"]["value"] == "6"
    pids = [one["pid"] for one in status(home)["sessions"] if one["pid"]]
    answered(home("stop", "--session", "family"))
    assert states(home) == {}
    assert all(ends(pid, 5000) for pid in pids)


def test_children_that_nobody_wants_run_by_themselves(home: Home, family: Path) -> None:
    end = started(home, family, "popen", "--no-subprocesses")
    assert (end["session"], end["state"]) == ("family", "exited")
    assert "popen 8" in end["output"]["text"]


def test_a_program_is_let_go_with_the_child_that_is_stopped(home: Home, family: Path) -> None:
    started(home, family, "popen")
    (parent, child) = status(home)["sessions"]
    answered(home("detach", "--session", "family"))
    assert ends(child["pid"], 10_000)
    assert ends(parent["pid"], 10_000)


@pytest.fixture
def waiting(home: Home, family: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Yield a process that starts a child as soon as a file is there, and that file."""
    go = home.work / "go"
    with running(home, [sys.executable, str(family), "wait", str(go)]) as process:
        yield process, go


@contextmanager
def running(home: Home, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process, which is gone afterwards."""
    with subprocess.Popen(
        command, cwd=home.work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            home("stop", "--all")
            process.kill()


def test_the_child_of_a_process_that_was_attached_to_is_stopped_too(
    home: Home, family: Path, waiting: tuple[subprocess.Popen[bytes], Path]
) -> None:
    process, go = waiting
    stop = say(home, "attach", str(process.pid), "--adapter", "debugpy")
    assert (stop["reason"], stop["pid"]) == ("attach", process.pid)
    answered(home("break", place(family, "work")))
    go.touch()
    stop = say(home, "continue")
    assert stop["session"].endswith(".1")
    assert values(stop["locals"])["double"] == "8"
    answered(home("detach", "--session", stop["session"].rpartition(".")[0]))
    assert process.wait(10) == 0
    assert process.stdout is not None
    assert b"popen 8" in process.stdout.read()


def test_a_program_that_listens_is_attached_to_twice(home: Home, family: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    go = home.work / "go"
    where = f"127.0.0.1:{port}"
    assert where in refused(home("attach", "--connect", where), "cant-connect", 7)
    listen = [sys.executable, "-m", "debugpy", "--listen", where, str(family), "wait", str(go)]
    with running(home, listen) as process:
        until("it listens", lambda: listens(port))
        stop = say(home, "attach", "--connect", where)
        assert (stop["reason"], stop["pid"]) == ("attach", process.pid)
        answered(home("detach"))
        assert process.poll() is None
        assert say(home, "attach", "--connect", where, "--no-stop")["state"] == "running"
        answered(home("break", place(family, "work")))
        go.touch()
        stop = say(home, "await")
        assert values(stop["locals"])["double"] == "8"
        answered(home("breakpoint", "remove", "1"))
        answered(home("continue", "--session", stop["session"]))
        assert process.wait(10) == 0


def listens(port: int) -> bool:
    """Whether anybody listens on ``port``; a call would end debugpy's patience."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    words = [line.split() for line in lines]
    return any(one[1].endswith(f":{port:04X}") and one[3] == "0A" for one in words)


def test_a_killed_child_is_told_and_its_parent_goes_on(home: Home, family: Path) -> None:
    child = started(home, family, "popen")["session"]
    (pid,) = [one["pid"] for one in status(home)["sessions"] if one["name"] == child]
    os.kill(pid, signal.SIGKILL)
    end = say(home, "await")
    assert (end["session"], end["ending"]["code"]) == ("family", 0)
    assert "popen -9" in answered(home("output", "--all", "--session", "family"))
    until("the child's end is known", lambda: states(home)[child] == "exited")
