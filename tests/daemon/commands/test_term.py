"""``daebug term`` and ``daebug shell``, through the command line."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home, ends

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of orphans"),
]


def told(daebug: Home, *words: str, **fields: Any) -> dict[str, Any]:
    """Return the one answer of a command as JSON."""
    done = daebug(*words[:1], "--json", *words[1:], **fields)
    assert done.stdout, done.stderr
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


def started(daebug: Home, *words: str) -> dict[str, Any]:
    """Start a terminal; return it."""
    terminal: dict[str, Any] = told(daebug, "term", "start", "--", *words)["terminals"][0]
    return terminal


def test_a_terminal_outlives_the_command_that_started_it(daebug: Home) -> None:
    one = started(daebug, "sh")
    wrote = told(daebug, "term", "write", one["id"], "echo $((6*7))x")
    cursor = str(wrote["cursor"])
    read = daebug("term", "read", one["id"], "--since", cursor, "--until", "42x")
    assert read.returncode == 0
    assert "42x" in read.stdout
    assert daebug("term", "close", one["id"]).returncode == 0
    missing = daebug("term", "read", one["id"])
    assert (missing.returncode, missing.stderr.split(":")[0]) == (4, "error[no-such-terminal]")
    assert ends(one["pid"], 1000)


def test_readers_go_on_where_they_stopped(daebug: Home) -> None:
    one = started(daebug, "sh", "-c", "stty -echo; echo one; read x; echo two; cat")
    daebug("term", "read", one["id"], "--until", "one")
    first = told(daebug, "term", "read", one["id"], "--reader", "a")
    daebug("term", "write", one["id"], "")
    daebug("term", "read", one["id"], "--until", "two")
    second = told(daebug, "term", "read", one["id"], "--reader", "a")
    both = told(daebug, "term", "read", one["id"], "--reader", "b")
    assert first["text"] + second["text"] == both["text"] == "one\ntwo\n"
    assert told(daebug, "term", "read", one["id"], "--reader", "a")["text"] == ""


def test_a_wait_that_comes_to_nothing_has_a_status_of_its_own(daebug: Home) -> None:
    one = started(daebug, "cat")
    done = daebug("term", "read", one["id"], "--until", "never", "--timeout", "0.05")
    assert (done.returncode, "nothing more came" in done.stdout) == (6, True)
    bad = daebug("term", "read", one["id"], "--until", "(")
    assert (bad.returncode, bad.stderr.split(":")[0]) == (2, "error[bad-pattern]")


def test_ctrl_c_is_a_key(daebug: Home) -> None:
    one = started(daebug, "sleep", "1000")
    assert daebug("term", "write", one["id"], "--key", "ctrl-c").returncode == 0
    read = told(daebug, "term", "read", one["id"], "--exit")
    assert read["terminals"][0]["signal"] == "SIGINT"
    late = daebug("term", "write", one["id"], "x")
    assert (late.returncode, late.stderr.split(":")[0]) == (5, "error[terminal-exited]")
    assert daebug("term", "write", one["id"], "--key", "nonsense").returncode == 2


def test_a_flood_slows_nobody_else(daebug: Home) -> None:
    one = started(daebug, "sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo done")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        reading = pool.submit(
            told, daebug, "term", "read", one["id"], "--until", "done", "--timeout", "50"
        )
        asked = 0
        while not reading.done():
            assert daebug("version", timeout=5).returncode == 0
            asked += 1
    read = reading.result()
    assert asked
    assert read["matched"] == "done"
    assert read["cursor"] >= 100_000_000
    assert read["left_out_bytes"] + 50_000 >= 100_000_000
    assert read["terminals"][0]["cursor"] - read["terminals"][0]["first"] < 2_200_000


def test_two_write_to_one_terminal_at_once_and_nothing_is_lost(daebug: Home) -> None:
    one = started(daebug, "sh", "-c", "stty raw -echo; echo ready; head -c 12000 | sort | uniq -c")
    daebug("term", "read", one["id"], "--until", "ready")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        lines = [letter * 5 + "\n" for letter in "ab"]
        done = list(
            pool.map(lambda x: daebug("term", "write", one["id"], "-", input=x * 1000), lines)
        )
    assert [one.returncode for one in done] == [0, 0]
    read = told(daebug, "term", "read", one["id"], "--exit")
    assert "1000 aaaaa" in read["text"]
    assert "1000 bbbbb" in read["text"]


def test_the_end_of_the_daemon_ends_what_its_terminals_started(daebug: Home) -> None:
    one = started(daebug, "sh", "-c", "trap '' HUP; setsid sleep 1000 & echo p$!p; cat")
    read = told(daebug, "term", "read", one["id"], "--until", r"p\d+p")
    hidden = int(read["matched"].strip("p"))
    daebug("stop", "--all")
    assert ends(one["pid"], 2000)
    assert ends(hidden, 2000)


def test_a_role_that_is_killed_takes_its_terminals_along_and_comes_back(daebug: Home) -> None:
    one = started(daebug, "sh", "-c", "trap '' HUP; echo ready; sleep 1000")
    daebug("term", "read", one["id"], "--until", "ready")
    status = told(daebug, "status")
    assert status["terminals"] == [one["id"]]
    pid = next(p["pid"] for p in status["processes"] if p["name"] == "terminals")
    os.kill(pid, signal.SIGKILL)
    assert ends(one["pid"], 3000)
    assert started(daebug, "cat")["state"] == "running"


@pytest.mark.parametrize("process", ["hub", "zygote"])
def test_a_daemon_that_is_killed_leaves_no_program_behind(daebug: Home, process: str) -> None:
    one = started(daebug, "sh", "-c", "trap '' HUP TERM; setsid sleep 1000 & echo p$!p; sleep 1000")
    hidden = told(daebug, "term", "read", one["id"], "--until", r"p\d+p")["matched"].strip("p")
    run = daebug.start("shell", "run", "trap '' TERM; echo $$; sleep 1000; sleep 1000")
    assert run.stdout is not None
    running = int(run.stdout.readline())
    status = told(daebug, "status")
    os.kill(next(p["pid"] for p in status["processes"] if p["name"] == process), signal.SIGKILL)
    run.communicate(timeout=10)
    assert daebug("term", "list").stdout.startswith("no terminals")
    assert all(ends(pid, 6000) for pid in (one["pid"], int(hidden), running))


def test_the_status_of_a_run_is_the_commands_own(daebug: Home) -> None:
    done = daebug("shell", "run", "echo out; echo err >&2; exit 3")
    assert (done.returncode, done.stdout) == (3, "out\nerr\n")
    killed = daebug("shell", "run", "kill -9 $$")
    assert (killed.returncode, "SIGKILL" in killed.stdout) == (137, True)
    assert daebug("shell", "run", "cat", timeout=5).returncode == 0  # no input, and no wait for it
    assert daebug("term", "list").stdout.startswith("no terminals")


def test_a_run_that_is_over_its_time_is_ended_as_a_tree(daebug: Home) -> None:
    hidden = "setsid sh -c 'trap \"\" TERM; echo p$$p; sleep 1000' & wait"
    script = f"sleep 1000 & echo p$!p; {hidden}"
    done = daebug("shell", "run", script, "--timeout", "0.5")
    assert done.returncode == 124
    pids = [int(word) for word in done.stdout.split("p") if word.isdigit()]
    assert len(pids) == 2
    assert all(ends(pid, 1000) for pid in pids)


def test_a_run_is_ended_when_nobody_waits_for_it_any_more(daebug: Home, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    client = daebug.start("shell", "run", f"echo $$ > {mark}; echo begun; exec sleep 1000")
    assert client.stdout is not None
    assert client.stdout.readline() == b"begun\n"
    client.kill()
    client.communicate()
    assert ends(int(mark.read_text()), 3000)


def test_output_comes_as_it_is_written(daebug: Home, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    client = daebug.start("shell", "run", f"echo first; read x < {gate}; echo second")
    assert client.stdout is not None
    assert client.stdout.readline() == b"first\n"
    gate.write_text("go\n")
    out, _ = client.communicate(timeout=10)
    assert (out, client.returncode) == (b"second\n", 0)


def test_of_much_output_the_beginning_and_the_end_are_shown(daebug: Home) -> None:
    done = daebug("shell", "run", "seq 1 100000", "--limit", "2000")
    assert done.stdout.startswith("1\n2\n")
    assert done.stdout.endswith("99999\n100000\n")
    assert len(done.stdout) < 2300
    hint = next(line for line in done.stdout.splitlines() if "left out" in line)
    rest = daebug(*hint.partition("daebug ")[2].split())
    assert rest.returncode == 0
    assert len(rest.stdout) > 10_000
    every = daebug("shell", "run", "seq 1 300000", "--all")
    assert every.stdout == "".join(f"{n}\n" for n in range(1, 300_001))


def test_a_command_is_parsed_for_where_it_stands(daebug: Home) -> None:
    (daebug.work / ".git").mkdir()
    (daebug.work / "out").symlink_to("/etc")
    plan = told(daebug, "shell", "parse", "cat a 'out/passwd' > \"$X\"; cd .. && sudo rm b")["plan"]
    assert plan["directories"] == ["/etc/*", f"{daebug.work.parent}/*"]
    assert [one["argv"][0] for one in plan["commands"]] == ["cat", "cd", "sudo", "rm"]
    assert [one["text"] for one in plan["unknown"]] == ['"$X"']
    shown = daebug("shell", "parse", "echo 'x")
    assert "does not follow bash's grammar" in shown.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("term", "read"),
        ("term", "read", "t1", "t2"),
        ("term", "start", "--cols", "0"),
        ("term", "nothing"),
        ("shell", "run"),
        ("shell", "parse", "x" * 100_001),
        ("shell", "run", "x", "--timeout", "-1"),
    ],
)
def test_wrong_words_are_told(daebug: Home, words: tuple[str, ...]) -> None:
    done = daebug(*words)
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "error[bad-usage]")


def test_attach_needs_a_terminal_of_its_own(daebug: Home) -> None:
    one = started(daebug, "cat")
    done = daebug("term", "attach", one["id"])
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "error[not-interactive]")
