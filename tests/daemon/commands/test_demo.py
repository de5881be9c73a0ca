"""``daebug demo`` through the real command line, from the first step to an empty house."""

from __future__ import annotations

import json
import os
import re
import select
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home

#: Longest wait for something the demo leaves or writes.
WAIT_S = 10.0


@pytest.fixture
def temporary(home: Home) -> Path:
    """Return the folder in which the daemon of ``home`` makes temporary ones."""
    folder = home.work / "temporary"
    folder.mkdir()
    home.env["TMPDIR"] = str(folder)
    return folder


def python_only(home: Home) -> dict[str, str]:
    """Return an environment in which no C compiler is found; the command itself needs no PATH."""
    bare = home.work / "bare"
    bare.mkdir(exist_ok=True)
    return {"PATH": str(bare)}


def steps(text: str) -> list[dict[str, Any]]:
    """Return the steps of ``demo --json``."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.slow
def test_the_demo_debugs_a_python_program_from_start_to_exit(home: Home, temporary: Path) -> None:
    done = home("demo", env=python_only(home))
    assert done.returncode == 0, done.stderr
    typed = re.findall(r"^\$ daebug (\w+)", done.stdout, re.MULTILINE)
    assert " ".join(typed) == "start locals print step set next continue output stop"
    for said in (
        "demo-python: stopped (breakpoint 1) at demo/orders.py:",
        "total: int = 5400",
        "discounted(total, percent): int = 4860",
        "percent: int = 0  (was 10)",
        "off: int = 0",
        "demo-python: exited with code 0",
        "| total: 5400 cents, expected: 5400 cents",
        "No C session: there is no C compiler on PATH",
    ):
        assert said in done.stdout
    assert list(temporary.iterdir()) == []
    assert "no sessions" in home("sessions").stdout


@pytest.mark.slow
@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap", "cc")
def test_a_c_program_follows_where_lldb_dap_and_a_compiler_are_found(
    home: Home, temporary: Path
) -> None:
    done = home("demo", "--json")
    assert done.returncode == 0, done.stderr
    shown = [step for step in steps(done.stdout) if step["session"] == "demo-c"]
    assert all("exit_status" not in step for step in shown), shown
    assert " -g -O0 readings.c -o readings" in shown[0]["command"]
    answers = [step.get("answer", "") for step in shown]
    assert "in highest" in answers[1]
    assert any("degrees=-3" in answer for answer in answers)
    assert any("highest: -3, expected: -3" in answer for answer in answers)
    assert answers[-1] == "ended session demo-c\n"
    assert list(temporary.iterdir()) == []
    assert "no sessions" in home("sessions").stdout


@pytest.mark.slow
def test_a_failing_compiler_ends_the_c_half_and_nothing_else(home: Home) -> None:
    env = python_only(home)
    broken = Path(env["PATH"]) / "cc"
    broken.write_text("#!/bin/sh\necho no room for objects\nexit 3\n")
    broken.chmod(0o755)
    done = home("demo", "--json", env=env)
    assert done.returncode == 0, done.stderr
    compiled, told = steps(done.stdout)[-2:]
    assert (compiled["exit_status"], compiled["answer"]) == (3, "no room for objects\n")
    assert told["why"] == "No C session: the compiler failed."


@pytest.mark.slow
def test_a_session_of_the_same_name_is_left_alone(home: Home) -> None:
    program = home.work / "held.py"
    program.write_text("print('held')\n")
    assert home("start", program, "--session", "demo-python").returncode == 0
    done = home("demo", env=python_only(home))
    assert done.returncode == 5
    assert "error[session-taken]" in done.stderr
    assert "demo-python  stopped" in home("sessions").stdout


@pytest.mark.slow
def test_sessions_of_the_caller_are_never_meant(home: Home) -> None:
    program = home.work / "own.py"
    program.write_text("print('own')\n")
    assert home("start", program, "--session", "own").returncode == 0
    done = home("demo", env={**python_only(home), "DAEBUG_SESSION": "own"})
    assert done.returncode == 0, done.stderr
    assert "own  stopped" in home("sessions").stdout


@pytest.mark.slow
@pytest.mark.parametrize("reached", [b"# ", b"$ daebug step"])
def test_a_client_that_is_killed_leaves_no_session_and_no_folder(
    home: Home, temporary: Path, reached: bytes
) -> None:
    assert home("status").returncode == 0
    client = home.start("demo")
    assert client.stdout is not None
    seen = b""
    while reached not in seen:
        assert select.select([client.stdout], [], [], WAIT_S)[0], seen
        piece = os.read(client.stdout.fileno(), 65536)
        assert piece, seen
        seen += piece
    client.kill()
    client.communicate()
    assert home("stop", "--all").returncode == 0
    assert list(temporary.iterdir()) == []


def test_the_programs_are_shipped_with_the_package() -> None:
    import daebug.shims

    folder = Path(daebug.shims.__path__[0]) / "demo"
    assert {path.name for path in folder.iterdir()} >= {"orders.py", "readings.c"}


@pytest.mark.slow
def test_a_temporary_folder_that_is_gone_is_an_error(home: Home, temporary: Path) -> None:
    assert home("demo", env=python_only(home)).returncode == 0
    temporary.rmdir()
    done = home("demo")
    assert done.returncode == 7
    assert done.stderr.startswith(f"error[cant-write]: can't write {temporary}")
