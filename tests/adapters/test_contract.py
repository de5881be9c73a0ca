"""What every adapter has to do, through the daemon and the command line as a user has them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.subjects import SUBJECTS, Subject
from tests.faults.expect import adapter, answered, kill, refused, session, settle, until
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

each = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.adapter)
failing = pytest.mark.parametrize(
    "subject", [s for s in SUBJECTS if s.failure], ids=lambda subject: subject.adapter
)
attaching = pytest.mark.parametrize(
    "subject", [s for s in SUBJECTS if s.quit[0]], ids=lambda subject: subject.adapter
)


def say(home: Home, *words: str | Path) -> dict[str, Any]:
    """Run a command that must be answered; return the answer."""
    told: dict[str, Any] = json.loads(answered(home(words[0], "--json", *words[1:])))
    return told


def place(source: Path, mark: str) -> str:
    """Return ``FILE:LINE`` of a mark."""
    lines = source.read_text().splitlines()
    number = next(n for n, text in enumerate(lines, 1) if f"@{mark}" in text)
    return f"{source}:{number}"


def values(items: list[dict[str, Any]]) -> dict[str, str]:
    """Return variables by name."""
    return {item["name"]: item["value"] for item in items}


@each
def test_a_program_is_stopped_looked_at_changed_and_ended(home: Home, subject: Subject) -> None:
    settle(home, subject.settings)
    program, source = subject.program(home.work)
    start = ("start", program, "--adapter", subject.adapter)
    stop = say(home, *start, "--break", place(source, "add"))
    assert (stop["reason"], stop["breakpoints"]) == ("breakpoint", [1])
    assert stop["frame"]["function"].endswith("add")
    assert stop["frame"]["file"] == str(source)

    answered(home("break", place(source, "end")))
    answered(home("breakpoint", "remove", "1"))
    point = say(home, "break", place(source, "add"), "--if", subject.condition)["breakpoint"]
    stop = say(home, "continue")
    assert stop["breakpoints"] == [point["id"]]
    assert say(home, "print", subject.expression)["value"]["value"] == "6"
    known = values(say(home, "locals")["variables"])
    assert (known["a"], known["b"]) == ("3", "3")
    frames = say(home, "backtrace")["frames"]
    assert [frame["function"].rpartition(".")[2] for frame in frames[:2]] == ["add", "main"]

    if subject.sets:
        changed = say(home, "set", "b", "10")
        assert (changed["before"], changed["value"]["value"]) == ("3", "10")
    else:
        refused(home("set", "b", "10"), "not-supported", 8)
    b, total = ("10", 17) if subject.sets else ("3", 10)
    stop = say(home, "next")
    assert (stop["reason"], stop["frame"]["line"]) == ("step", frames[0]["line"] + 1)
    assert values(say(home, "locals")["variables"])["sum"] == str(3 + int(b))
    assert say(home, "finish")["frame"]["function"].rpartition(".")[2] == "main"

    answered(home("breakpoint", "remove", str(point["id"])))
    stop = say(home, "continue")
    # What an adapter relays has no order with its stops; a terminal of ours has one.
    assert subject.settings or f"total {total}" in stop["output"]["text"]
    end = say(home, "continue")
    assert (end["state"], end["ending"]["code"]) == ("exited", total)
    written = answered(home("output", "--all"))
    assert f"total {total}" in written
    assert "to stderr" in written

    stop = say(home, "restart")
    assert stop["reason"] in ("entry", "breakpoint")
    if stop["reason"] == "entry":
        stop = say(home, "continue")
    assert values(stop["locals"])["total"] == "10"
    answered(home("stop"))


@failing
def test_a_failure_stops_the_program_where_it_is(home: Home, subject: Subject) -> None:
    program, source = subject.program(home.work)
    stop = say(home, "start", program, "--adapter", subject.adapter, "--run", "--", "fail")
    assert stop["reason"] == "exception"
    assert subject.failure in stop["message"]
    assert f"{stop['frame']['file']}:{stop['frame']['line']}" == place(source, "fail")
    end = say(home, "continue")
    assert end["state"] == "exited"
    assert end["ending"].get("signal") == "SIGSEGV" or end["ending"]["code"] in (1, 2)


@pytest.fixture
def process(home: Home, subject: Subject) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that runs already."""
    program, _ = subject.program(home.work, "loop")
    command = subject.process(program)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        yield running
        # A process that is traced can't be waited for.
        home("stop", "--all")
        running.kill()


@attaching
def test_a_process_is_held_changed_and_let_go(
    home: Home, subject: Subject, process: subprocess.Popen[bytes]
) -> None:
    stop = say(home, "attach", str(process.pid), "--adapter", subject.adapter)
    assert stop["reason"] == "attach"
    source = home.work / f"loop{subject.source}"
    answered(home("break", place(source, "loop")))
    assert say(home, "continue")["reason"] == "breakpoint"
    answered(home("breakpoint", "remove", "1"))
    answered(home("set", *subject.quit))
    answered(home("detach"))
    assert process.wait(10) == 7


@each
def test_a_killed_adapter_is_told_and_the_program_comes_again(home: Home, subject: Subject) -> None:
    settle(home, subject.settings)
    program, source = subject.program(home.work)
    start = ("start", program, "--adapter", subject.adapter)
    answered(home(*start, "--break", place(source, "add")))
    kill(adapter(home))
    until("the loss is known", lambda: session(home)["state"] == "lost")
    assert "SIGKILL" in refused(home("print", "1"), "session-lost", 5)
    assert say(home, "restart")["state"] == "stopped"


@each
def test_a_program_that_ends_while_it_is_asked_answers_everybody(
    home: Home, subject: Subject
) -> None:
    settle(home, subject.settings)
    program, source = subject.program(home.work)
    answered(home("start", program, "--adapter", subject.adapter, "--break", place(source, "end")))
    asked = [home.start(*words) for words in (("continue",), *[("threads",), ("print", "1")] * 3)]
    for one in asked:
        one.communicate(timeout=20)
        assert one.returncode in (0, 1, 2, 4, 5, 8)
    until("the end is known", lambda: session(home)["state"] == "exited")
