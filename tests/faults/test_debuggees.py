"""Debuggees that are killed, fork, flood their output or wait for input."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import answered, held, kill, refused, role, session, until
from tests.home import Home, ends, living

#: What one flood writes, and what no process of the daemon may ever hold.
FLOOD_BYTES, MOST_BYTES = 50_000_000, 160_000_000

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.usefixtures("lldb_dap")]


@pytest.fixture(params=["native", "python"])
def endless(request: pytest.FixtureRequest, home: Home, build: Build) -> Path:
    """Return a program that never ends by itself, one of each adapter."""
    if request.param == "native":
        return build("loop")
    program = home.work / "loop.py"
    program.write_text(
        "import time\nprint('ready', flush=True)\nwhile True:\n    time.sleep(0.01)\n"
    )
    return program


def test_a_debuggee_that_is_killed_while_it_runs_ends_the_wait(home: Home, endless: Path) -> None:
    answered(home("start", endless, "--run", "--no-wait"))
    until("it is up", lambda: "ready" in answered(home("output")))
    with home.start("await", "--timeout", "20") as waiting:
        kill(session(home)["pid"])
        said, _ = waiting.communicate(timeout=10)
    assert b"loop: was killed by SIGKILL" in said
    refused(home("pause"), "has-exited", 5)
    assert "ended session" in answered(home("stop"))


def test_a_debuggee_that_is_killed_while_it_is_stopped_is_told(home: Home, endless: Path) -> None:
    kill(held(home, endless)["pid"])
    until("its end is known", lambda: session(home)["state"] == "exited")
    assert "SIGKILL" in session(home)["detail"]
    assert "SIGKILL" in refused(home("continue", timeout=10), "has-exited", 5)
    assert "stopped (entry)" in answered(home("restart"))


def test_a_name_is_free_again_as_soon_as_its_program_has_ended(home: Home, endless: Path) -> None:
    for _ in range(3):
        kill(held(home, endless)["pid"])
        until("its end is known", lambda: session(home)["state"] == "exited")
    assert "stopped (entry)" in answered(home("start", endless))
    answered(home("next"))


def test_a_debuggee_that_forks_ends_without_its_child(home: Home, build: Build) -> None:
    said = answered(home("start", build("ends"), "--run", "--", "fork"))
    assert "ends: exited with code 0" in said
    answered(home("stop"))
    # The zygote's own command line names the program too: it is the first command's.
    until(
        "the child is gone",
        lambda: not [x for x in living(home.run).values() if x.split("\0")[0].endswith("/ends")],
    )


def test_a_debuggee_that_forks_while_it_is_debugged_stops_in_the_parent(
    home: Home, build: Build
) -> None:
    answered(home("start", build("ends"), "-b", "fork", "--", "fork"))
    answered(home("finish"))
    assert "ends: exited with code 0" in answered(home("continue"))


def test_fifty_megabytes_of_output_arrive_whole_and_are_not_held_in_memory(
    home: Home, build: Build
) -> None:
    words = ["--run", "--timeout", "60", "--", "flood", str(FLOOD_BYTES)]
    assert "exited with code 0" in answered(home("start", build("ends"), *words, timeout=60))
    assert most_bytes(home) < MOST_BYTES
    with home.start("output", "--all") as process:
        assert process.stdout
        written = 0
        while piece := process.stdout.read(1 << 20):
            written += len(piece)
        assert process.wait(20) == 0
    told = len("ending by flood\n") + FLOOD_BYTES
    rest = written - told
    assert 0 <= rest < 100, "only the line with the cursor is more than what was written"
    assert f"-- cursor {told}" in answered(home("output", "--tail", "1"))
    assert most_bytes(home) < MOST_BYTES


def test_a_reader_that_goes_away_in_the_middle_of_the_output_does_no_harm(
    home: Home, build: Build
) -> None:
    answered(home("start", build("ends"), "--run", "--", "flood", "5000000"))
    with home.start("output", "--all") as process:
        assert process.stdout
        process.stdout.read(1000)
        process.stdout.close()
        process.wait(10)
    assert "exited" in answered(home("sessions"))


def test_a_debuggee_that_reads_its_input_waits_for_it(home: Home, build: Build) -> None:
    said = answered(home("start", build("ends"), "--run", "--timeout", "0.3", "--", "echo"))
    assert "running" in said
    answered(home("input", "first"))
    until("it has read", lambda: "read first" in answered(home("output")))
    answered(home("input", "--eof"))
    assert "ends: exited with code 0" in answered(home("await"))


def test_a_debuggee_reads_its_input_from_a_file(home: Home, build: Build) -> None:
    (home.work / "in.txt").write_text("one\ntwo\n")
    said = answered(home("start", build("ends"), "--run", "--stdin", "in.txt", "--", "echo"))
    assert "read one" in said
    assert "read two" in said


def test_a_client_that_is_killed_while_it_waits_ends_its_command_only(
    home: Home, build: Build
) -> None:
    answered(home("start", build("loop"), "--run", "--no-wait"))
    waiting = home.start("await", "--timeout", "60")
    until("it waits", lambda: "daebug await" in answered(home("status")))
    kill(waiting.pid)
    waiting.communicate()
    until("nobody waits", lambda: "waiting commands" not in answered(home("status")))
    assert session(home)["state"] == "running"
    assert "stopped (pause)" in answered(home("pause"))


def test_a_client_that_is_killed_while_it_starts_a_program_leaves_nothing(
    home: Home, build: Build, script: Callable[[str], Path]
) -> None:
    build("hello")
    answered(home("status"))
    for program in ("./hello", script("hello.py")):
        starting = home.start("start", program)
        until("it starts", lambda: "daebug start" in answered(home("status")))
        kill(starting.pid)
        starting.communicate()
        until("it is given up", lambda: "waiting commands" not in answered(home("status")))
        until("nothing is starting", lambda: "starting" not in answered(home("sessions")))
        answered(home("stop"))
        assert "stopped (entry)" in answered(home("start", program))
        answered(home("stop"))


def test_attach_and_detach_leave_a_process_that_runs(home: Home, build: Build) -> None:
    with subprocess.Popen([build("loop")], stdout=subprocess.DEVNULL) as process:
        answered(home("attach", str(process.pid)))
        kill(role(home, "bridge"))
        answered(home("status"))
        assert not ends(process.pid, 300), "it went down with the bridge"
        process.kill()


def most_bytes(home: Home) -> int:
    """Return the most memory that hub or bridge ever held (proc(5), VmHWM)."""
    pids = [role(home, name) for name in ("hub", "bridge")]
    fields = [
        line.split()
        for pid in pids
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM:")
    ]
    return max(int(field[1]) for field in fields) * 1024
