"""cdt-gdb-adapter: what it says in words, what it drops, and what it can't."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from daebug.adapters.cdt_gdb_console import COMMAND
from daebug.protocol import facts, orders
from daebug.protocol.orders import Breakpoint
from tests.adapters import tools
from tests.adapters.conftest import Build
from tests.adapters.desk import Desk, at, line, on_desk, opening
from tests.adapters.looks import points, top, value

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

ADAPTER = "cdt-gdb"


@pytest.fixture(autouse=True)
def cdt() -> str:
    """Need the adapter."""
    return tools.need(ADAPTER)


def test_an_exit_code_is_read_as_octal(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER, hold=False)
        end = await desk.next(facts.Exited)
        assert (end.code, end.signal) == (10, "")
        assert desk.said() == "total 10\n"
        assert desk.said(stream="stderr") == "to stderr\n"

    on_desk(scene)


def test_a_crash_is_a_stop_with_its_signal_and_an_end_by_it(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER, hold=False, args=["fail"])
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "exception"
        assert stop.description == (
            "signal SIGSEGV: address not mapped to object (fault address=0x0)"
        )
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).signal == "SIGSEGV"

    on_desk(scene)


def test_arguments_environment_and_folder_are_the_callers(tmp_path: Path) -> None:
    args = ["a b", "it's", '"', "$HOME", "*", ""]
    script = tmp_path / "echo.sh"
    script.write_text('printf "%s\\n" "$@" "$PWD"; env -u PWD -u SHLVL -u _ | sort\n')

    async def scene(desk: Desk) -> None:
        env = {"FOO": "x  y = z", "BAR": "a\nb", "PATH": os.environ["PATH"]}
        launch = {"args": [str(script), *args], "env": env, "cwd": str(tmp_path)}
        opened = await desk.open("/bin/bash", adapter=ADAPTER, hold=False, **launch)
        assert opened.notes == ["gdb takes no line break in a variable: BAR left out"]
        assert (await desk.next(facts.Exited)).code == 0
        there = sorted(["FOO=x  y = z", f"PATH={os.environ['PATH']}"])
        assert desk.said().splitlines() == [*args, str(tmp_path), *there]

    on_desk(scene)


def test_a_function_is_stopped_in_where_a_condition_holds_and_from_a_hit_on(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER)
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "entry"
        (bound,) = await points(desk, Breakpoint(id=1, function="add", condition="b == 2"))
        assert bound.verified
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Stopped)).breakpoints == [1]
        assert await value(desk, "b") == "2"
        await points(desk, Breakpoint(id=2, function="add", hit=2))
        await desk.proceed(1)
        assert (await desk.next(facts.Stopped)).breakpoints == [2]
        assert await value(desk, "b") == "4"

    on_desk(scene)


def test_a_condition_that_gdb_refuses_leaves_no_breakpoint(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER)
        stop = await desk.next(facts.Stopped)
        bad = at(1, "contract.c", "add", condition="nosuch == 1")
        refused, kept = await points(desk, bad, at(2, "contract.c", "end"))
        assert not refused.verified
        assert refused.message == 'No symbol "nosuch" in current context.'
        assert kept.verified
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Stopped)).breakpoints == [2]

    on_desk(scene)


def test_a_data_breakpoint_is_told_as_one(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER)
        stop = await desk.next(facts.Stopped)
        await points(desk, Breakpoint(id=1, data="total", access="write"))
        await desk.proceed(stop.thread_id)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.breakpoints) == ("data breakpoint", [1])

    on_desk(scene)


def test_what_has_no_value_is_refused_in_gdbs_words(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER)
        await desk.next(facts.Stopped)
        frame = (await top(desk))["id"]
        asked = {"expression": "nosuch", "frameId": frame, "context": "watch"}
        order = orders.SendDap(session="a", command="evaluate", arguments=asked, timeout_s=5)
        failed = await desk.refused(order)
        assert failed.code == "adapter-refused"
        assert failed.facts["why"] == 'No symbol "nosuch" in current context.'

    on_desk(scene)


def test_the_console_answers_with_what_it_prints(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("contract.c"), adapter=ADAPTER)
        await desk.next(facts.Stopped)
        said = await desk.dap("evaluate", expression='print "a\\\\b"', context="repl")
        assert said["result"].endswith('"a\\\\b"\n')
        order = orders.SendDap(session="a", command=COMMAND, arguments={}, timeout_s=5)
        assert (await desk.refused(order)).code == "not-supported"

    on_desk(scene)


def test_a_process_runs_on_where_it_is_not_to_stop(loop: subprocess.Popen[bytes]) -> None:
    async def scene(desk: Desk) -> None:
        target = orders.Attach(pid=loop.pid, stop=False)
        await desk.open("", target=target, adapter=ADAPTER)
        await points(desk, at(1, "loop.c", "loop"))
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.breakpoints) == ("breakpoint", [1])
        assert (await top(desk))["line"] == line("loop.c", "loop")

    on_desk(scene)
    assert loop.poll() is None


def test_a_program_that_was_started_is_let_go(build: Build) -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(build("loop.c"), adapter=ADAPTER, hold=False)
        assert opened.pid
        order = orders.CloseSession(session="a", terminate=False, timeout_s=10)
        assert isinstance(await desk.order(order), orders.Done)
        assert (await desk.next(facts.SessionEnded)).detached
        os.kill(opened.pid, 9)

    on_desk(scene)


@pytest.mark.parametrize(
    "target",
    [
        orders.CoreFile(program="/bin/true", core="/dev/null"),
        orders.Remote(host="127.0.0.1", port=1),
    ],
)
def test_what_it_can_not_do_is_refused(target: orders.CoreFile | orders.Remote) -> None:
    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening("", target=target, adapter=ADAPTER))
        assert failed.code == "not-supported"
        assert failed.facts["instead"] == "the same with --adapter gdb"

    on_desk(scene)
