"""Two editors and the command line on one live session, on real lldb-dap."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home
from tests.sharing.editor import Editor

pytestmark = [pytest.mark.slow, pytest.mark.adapter, pytest.mark.usefixtures("lldb_dap")]

SOURCE = """\
#include <stdio.h>
static int add(int a, int b) {
    return a + b;
}
int main(void) {
    int total = 0;
    for (int i = 0; i < 10; i++)
        total = add(total, i);
    printf("total %d\\n", total);
    return 3;
}
"""

Share = Callable[..., dict[str, Any]]
Connect = Callable[[dict[str, Any]], Editor]


@pytest.fixture
def source(home: Home, cc: str) -> Path:
    """Return the source of the program that is being debugged, stopped in its loop."""
    path = home.work / "sum.c"
    path.write_text(SOURCE)
    subprocess.run([cc, "-g", "-O0", "sum.c", "-o", "sum"], cwd=home.work, check=True)
    assert home("start", "./sum", "--break", "sum.c:8").returncode == 0
    return path


@pytest.fixture
def share(home: Home) -> Share:
    """Return the share command; its answer is what a client needs."""

    def run(*words: str) -> dict[str, Any]:
        told = home("share", *words, "--json")
        assert told.returncode == 0, told.stderr
        answer: dict[str, Any] = json.loads(told.stdout)
        return answer

    return run


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Return a function that connects an editor; all are closed at the end."""
    made: list[Editor] = []

    def connected(shared: dict[str, Any]) -> Editor:
        made.append(Editor(shared["port"]))
        return made[-1]

    yield connected
    for editor in made:
        editor.close()


@pytest.fixture
def editors(share: Share, source: Path, connect: Connect) -> list[Editor]:
    """Return two editors that drive the session."""
    assert source.exists()
    shared = share("--write")
    made = [connect(shared) for _ in range(2)]
    for editor in made:
        editor.attach(shared["token"])
        assert editor.event("stopped")["hitBreakpointIds"] == [1]
    return made


def thread(editor: Editor) -> int:
    """Return the program's only thread."""
    number: int = editor.done("threads")["threads"][0]["id"]
    return number


def value(editor: Editor, expression: str) -> str:
    """Return the value of an expression in the innermost frame."""
    frame = editor.done("stackTrace", threadId=thread(editor))["stackFrames"][0]["id"]
    found = editor.done("evaluate", expression=expression, frameId=frame, context="watch")
    return str(found["result"])


def test_what_one_does_all_see(home: Home, editors: list[Editor]) -> None:
    one, other = editors
    one.done("next", threadId=thread(one))
    assert other.event("stopped")["reason"] == "step"
    assert one.event("stopped")["reason"] == "step"
    told = json.loads(home("continue", "--json").stdout)
    assert told["breakpoints"] == [1]
    for editor in editors:
        assert editor.event("stopped")["hitBreakpointIds"] == [1]
        assert value(editor, "i") == "1"
    one.done("setVariable", **variable(one, "total", "100"))
    assert value(other, "total") == "100"
    assert home("print", "total").stdout == "total: int = 100\n"


def test_leaving_early_and_going_elsewhere_are_stops_for_all(
    home: Home, editors: list[Editor]
) -> None:
    assert json.loads(home("step", "--json").stdout)["frame"]["function"] == "add"
    for words, reason, line in (
        (["return", "5"], "return", 8),
        (["goto", "sum.c:9"], "goto", 9),
    ):
        assert json.loads(home(*words, "--json").stdout)["frame"]["line"] == line
        for editor in editors:
            while editor.event("stopped")["reason"] != reason:
                pass
            number = thread(editor)
            frames = editor.done("stackTrace", threadId=number)["stackFrames"]
            assert (frames[0]["name"], frames[0]["line"]) == ("main", line)


def variable(editor: Editor, name: str, text: str) -> dict[str, Any]:
    """Return the arguments that set a local variable."""
    frame = editor.done("stackTrace", threadId=thread(editor))["stackFrames"][0]["id"]
    scope = editor.done("scopes", frameId=frame)["scopes"][0]["variablesReference"]
    return {"variablesReference": scope, "name": name, "value": text}


def test_breakpoints_are_everybodys_and_nobody_loses_his(
    home: Home, source: Path, editors: list[Editor]
) -> None:
    one, other = editors
    place = {"path": str(source), "name": "sum.c"}
    mine = one.done("setBreakpoints", source=place, breakpoints=[{"line": 9}])["breakpoints"]
    assert [(b["id"], b["verified"], b["line"]) for b in mine] == [(2, True, 9)]
    while other.event("breakpoint")["breakpoint"]["id"] != 2:
        pass
    # An editor that lists none removes none that it has not set.
    assert other.done("setBreakpoints", source=place, breakpoints=[])["breakpoints"] == []
    assert home("break", "sum.c:3", "--if", "b == 5").returncode == 0
    listed = json.loads(home("breakpoint", "list", "--json").stdout)["breakpoints"]
    assert [b["id"] for b in listed] == [1, 2, 3]
    one.done("setBreakpoints", source=place, breakpoints=[])
    listed = json.loads(home("breakpoint", "list", "--json").stdout)["breakpoints"]
    assert [b["id"] for b in listed] == [1, 3]


def test_output_and_the_end_are_told_and_a_restart_goes_on(
    home: Home, editors: list[Editor]
) -> None:
    one, other = editors
    assert home("breakpoint", "remove", "all").returncode == 0
    one.done("continue", threadId=thread(one))
    assert "total 45" in other.event("output")["output"]
    assert other.event("exited")["exitCode"] == 3
    assert "total 45" in one.event("output")["output"]
    one.event("terminated")
    assert home("break", "add").returncode != 0
    one.done("restart")
    assert other.event("exited")["exitCode"] == 3


def test_both_act_at_once_and_nothing_stands_still(home: Home, editors: list[Editor]) -> None:
    said: list[str] = []

    def drive(editor: Editor, number: int) -> None:
        for _ in range(10):
            answer = editor.ask("next", threadId=number)
            said.append(answer.get("message", "done"))
            editor.ask("stackTrace", threadId=number)

    number = thread(editors[0])
    drivers = [threading.Thread(target=drive, args=(editor, number)) for editor in editors]
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join(60)
        assert not driver.is_alive()
    assert len(said) == 20
    refused = "can't go to the next line while the program of session sum is running"
    assert "done" in said
    assert set(said) <= {"done", refused}
    assert home("status").returncode == 0


def test_without_the_token_nothing_is_told(share: Share, source: Path, connect: Connect) -> None:
    assert source.exists()
    shared = share()
    stranger = connect(shared)
    refused = stranger.ask("attach", token="0" * 32)
    assert not refused["success"]
    assert "token" in refused["message"]
    assert stranger.ended()
    early = connect(shared)
    assert early.ask("threads")["message"] == "attach first, with the token"
    assert early.ended()


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("next", {"threadId": 1}),
        ("continue", {"threadId": 1}),
        ("pause", {"threadId": 1}),
        ("restart", {}),
        ("setVariable", {"variablesReference": 1, "name": "total", "value": "1"}),
        ("writeMemory", {"memoryReference": "0x10", "data": "AA=="}),
        ("evaluate", {"expression": "process kill", "context": "repl"}),
    ],
)
def test_who_may_only_look_changes_nothing(
    home: Home,
    share: Share,
    source: Path,
    connect: Connect,
    command: str,
    arguments: dict[str, Any],
) -> None:
    shared = share()
    editor = connect(shared)
    editor.attach(shared["token"])
    refused = editor.ask(command, **arguments)
    assert not refused["success"]
    assert "shared to look only" in refused["message"]
    place = {"path": str(source)}
    answer = editor.done("setBreakpoints", source=place, breakpoints=[{"line": 8}, {"line": 9}])
    assert [b["verified"] for b in answer["breakpoints"]] == [True, False]
    assert value(editor, "total") == "0"
    assert "stopped" in home("sessions").stdout


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Content-Length: 99999999999\r\n\r\n",
        b"Content-Length: 3\r\n\r\n{]}",
        b"Content-Length: 2\r\n\r\n[]",
        b"\xff" * 10_000,
    ],
)
def test_garbage_ends_the_connection_and_nothing_else(
    home: Home, share: Share, source: Path, connect: Connect, data: bytes
) -> None:
    assert source.exists()
    shared = share()
    noise = connect(shared)
    noise.send(data)
    assert noise.ended()
    editor = connect(shared)
    editor.attach(shared["token"])
    assert value(editor, "total") == "0"
    assert home("status").returncode == 0


def test_a_port_that_is_taken_is_said_and_a_share_can_be_ended(
    home: Home, share: Share, source: Path, connect: Connect
) -> None:
    assert source.exists()
    shared = share()
    editor = connect(shared)
    editor.attach(shared["token"])
    editor.event("stopped")
    again = share("--port", "0")
    assert again["port"] != shared["port"]
    assert editor.ended()
    assert home("share", "--stop").stdout == "sum is shared no more (0 clients left)\n"
    assert home("sessions").returncode == 0
